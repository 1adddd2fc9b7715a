"""Noise and augmentation of pre-training against slow, obvious references."""

import math

import torch
from torch.nn import functional as F

from engine.layers.augment import random_centre_crop
from engine.layers.diffusion import STEPS, Diffusion, TimestepEmbedding


def test_noise_and_signal_follow_the_linear_variance_schedule():
    diffusion, kept = Diffusion(), 1.0
    for t in range(STEPS):
        kept *= 1 - (1e-4 + (0.02 - 1e-4) * t / 999)
        if t in (0, 1, 250, 999):
            assert math.isclose(diffusion.signal[t], math.sqrt(kept), rel_tol=1e-5)
            assert math.isclose(diffusion.noise[t], math.sqrt(1 - kept), rel_tol=1e-5)
    assert diffusion.signal[999] < 0.01  # nothing is left of the data


def test_each_sample_gets_the_noise_of_its_own_timestep():
    diffusion = Diffusion()
    x, t = torch.randn(4, 3, 2, 5), torch.tensor([0, 10, 500, 999])
    torch.manual_seed(7)
    noised = diffusion(x, t)
    torch.manual_seed(7)
    noise = torch.randn(4, 3, 2, 5)
    for i, step in enumerate(t.tolist()):
        torch.testing.assert_close(noised[i], diffusion.signal[step] * x[i] + diffusion.noise[step] * noise[i])


def test_timesteps_are_uniform():
    torch.manual_seed(0)
    drawn = Diffusion().draw(50_000)
    assert (drawn.min(), drawn.max()) == (0, STEPS - 1)
    shares = torch.bincount(drawn // 100, minlength=10) / 50_000
    torch.testing.assert_close(shares, torch.full((10,), 0.1), atol=0.01, rtol=0)


def test_the_schedule_is_not_part_of_a_model_file():
    assert not Diffusion().state_dict()


def test_a_timestep_is_embedded_as_cosines_and_sines_of_falling_frequency():
    torch.manual_seed(0)
    embedding = TimestepEmbedding(6, frequencies=8)
    first, _, second = embedding.mlp
    for t in (0, 3, 999):
        angles = [t * 10_000 ** (-i / 4) for i in range(4)]
        hidden = first.weight @ torch.tensor([math.cos(a) for a in angles] + [math.sin(a) for a in angles]) + first.bias
        expected = second.weight @ (hidden / (1 + torch.exp(-hidden))) + second.bias
        torch.testing.assert_close(embedding(torch.tensor([t]))[0], expected, rtol=1e-4, atol=1e-4)


def cropped(patch, side):
    """The central side × side pixels of (bands, w, w), resized to w × w."""
    window = patch.shape[-1]
    start = (window - side) // 2
    centre = patch[:, start : start + side, start : start + side]
    return F.interpolate(centre[None], size=(window, window), mode="bilinear", align_corners=False)[0]


def test_a_crop_is_the_centre_resized_and_the_same_for_all_modalities_of_a_sample():
    torch.manual_seed(0)
    patches = {"hsi": torch.randn(40, 3, 15, 15), "lidar": torch.randn(40, 1, 15, 15)}
    result, sides = random_centre_crop(patches), []
    for i in range(40):
        fits = {
            m: [s for s in range(1, 16) if torch.allclose(result[m][i], cropped(x[i], s), atol=1e-4)]
            for m, x in patches.items()
        }
        assert fits["hsi"] == fits["lidar"]
        (side,) = fits["hsi"]
        sides.append(side)
    assert set(sides) == {9, 11, 13, 15}


def test_small_windows_are_not_cropped():
    patches = {"hsi": torch.randn(4, 2, 9, 9)}
    assert random_centre_crop(patches)["hsi"] is patches["hsi"]
