"""Flips and rotations of patches, against a list of the eight symmetries of a square."""

import numpy as np
import torch

from engine.layers.augment import random_flips


def symmetries(patch):
    """The eight of them, of (bands, w, w)."""
    turned = [np.rot90(patch, k, (1, 2)) for k in range(4)]
    return turned + [image[:, :, ::-1] for image in turned]


def which(image, patch):
    return [i for i, other in enumerate(symmetries(patch)) if np.array_equal(image, other, equal_nan=True)]


def test_each_sample_is_one_of_its_symmetries_the_same_in_all_modalities():
    torch.manual_seed(0)
    patches = {"hsi": torch.randn(400, 3, 5, 5), "lidar": torch.randn(400, 1, 5, 5)}
    patches["hsi"][:, :, 0, 1] = torch.nan  # a hole goes with its place
    turned = random_flips(patches)
    drawn = []
    for i in range(400):
        found = {m: which(turned[m][i].numpy(), patches[m][i].numpy()) for m in patches}
        assert len(found["hsi"]) == 1 and found["hsi"] == found["lidar"]
        drawn += found["hsi"]
    assert all(30 <= count <= 75 for count in np.bincount(drawn, minlength=8))  # 50 of each, by chance


def test_single_pixels_stay_as_they_are():
    patches = {"hsi": torch.randn(4, 3, 1, 1)}
    state = torch.get_rng_state()
    assert torch.equal(random_flips(patches)["hsi"], patches["hsi"])
    assert torch.equal(torch.get_rng_state(), state)
