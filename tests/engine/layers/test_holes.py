"""Layers that leave pixels without data out."""

import pytest
import torch
from torch import nn

from engine.layers.augment import random_centre_crop
from engine.layers.encoders import encoder
from engine.layers.holes import of_known, through
from engine.layers.masking import random_visible, reconstruction_errors
from engine.layers.precision import FullPrecision
from engine.layers.vit import Encoder


def holed(image, *places):
    """A copy without data at (sample, row, col)."""
    image = image.clone()
    for sample, row, col in places:
        image[sample, :, row, col] = torch.nan
    return image


def normed(bands, width, side):
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(bands, width, side), nn.BatchNorm2d(width), nn.ReLU())


@pytest.mark.parametrize("side", [1, 3])
def test_a_whole_image_goes_through_as_ever(side):
    sequence, image = normed(3, 4, side).eval(), torch.randn(2, 3, 6, 6)
    assert torch.equal(through(sequence, image), sequence(image))


def even(network):
    """The network with convolutions that weigh all taps alike, and so see no edges in a flat image."""
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            module.weight.data.copy_(module.weight.data.mean((2, 3), keepdim=True).expand_as(module.weight))
    return network


def test_a_hole_in_a_flat_image_changes_nothing_around_it():
    sequence = even(normed(3, 4, 3)).eval()
    flat = torch.randn(1, 3, 1, 1).expand(1, 3, 7, 7)
    found = through(sequence, holed(flat, (0, 2, 2), (0, 2, 3), (0, 5, 5)))
    empty = torch.zeros(5, 5, dtype=torch.bool)
    empty[1, 1:3] = empty[4, 4] = True
    assert torch.equal(found.isnan(), empty.expand_as(found))
    torch.testing.assert_close(found[:, :, ~empty], sequence(flat)[:, :, ~empty])


def test_a_convolution_weighs_the_taps_that_have_data():
    sequence, image, seen = normed(3, 4, 3)[:1], torch.randn(1, 3, 3, 3), torch.ones(3, 3)
    seen[0, 0] = 0
    by_hand = (image * seen * sequence[0].weight).sum((1, 2, 3)) * 9 / 8 + sequence[0].bias
    torch.testing.assert_close(through(sequence, holed(image, (0, 0, 0)))[0, :, 0, 0], by_hand)


@pytest.mark.parametrize("kind", [nn.Sequential, FullPrecision])
def test_statistics_are_of_pixels_with_data_alone(kind):
    sequence = kind(*normed(3, 4, 1)).train()
    image = holed(torch.randn(2, 3, 4, 4), (0, 0, 0), (1, 2, 3))
    through(sequence, image)
    pixels = sequence[0](image).movedim(1, -1).flatten(0, 2)
    mean = pixels[pixels[:, 0].isfinite()].mean(0)
    torch.testing.assert_close(sequence[1].running_mean, 0.1 * mean)


def test_pixels_of_single_layers_are_those_with_data():
    seen = []
    pixels = torch.randn(2, 3, 5)
    pixels[0, 1] = torch.nan
    found = of_known(lambda x: (seen.append(len(x)), 2 * x)[1], pixels)
    assert seen == [5]
    assert torch.equal(found.isnan(), pixels.isnan())
    torch.testing.assert_close(found[1], 2 * pixels[1])


@pytest.mark.parametrize("prompts", [None, torch.randn(2, 3, 16)])
def test_attention_to_known_tokens_is_attention_without_the_others(prompts):
    torch.manual_seed(0)
    network, tokens = Encoder(2, 16, 4).eval(), torch.randn(3, 6, 16)
    known = torch.ones(3, 6, dtype=torch.bool)
    known[:, [2, 4]] = False
    short = tokens[:, [0, 1, 3, 5]]
    torch.testing.assert_close(network(tokens, prompts, known)[:, [0, 1, 3, 5]], network(short, prompts))
    torch.testing.assert_close(network.class_token(tokens, prompts, known), network.class_token(short, prompts))


def test_the_mean_of_a_patch_is_of_its_pixels_with_data():
    torch.manual_seed(0)
    network = even(encoder(2, 1, 9, 8, 0.0)).eval()
    flat = torch.randn(1, 2, 1, 1).expand(1, 2, 9, 9)
    torch.testing.assert_close(network(holed(flat, (0, 0, 0), (0, 3, 3), (0, 6, 2))), network(flat), atol=1e-5, rtol=0)


def test_a_crop_spreads_no_hole_over_its_neighbours():
    torch.manual_seed(0)
    image = torch.ones(200, 1, 13, 13)
    image[:, :, 6, 4] = torch.nan
    found = random_centre_crop({"msi": image})["msi"]
    empty = found.isnan().sum((1, 2, 3))
    assert empty.min() >= 1
    assert empty.max() <= 4
    assert found[:, :, 6, 6].isfinite().all()
    torch.testing.assert_close(found[found.isfinite()], torch.ones(int(found.isfinite().sum())))


def test_tokens_without_data_stay_hidden_while_there_are_others():
    tokens = torch.randn(50, 20, 1, 3)
    tokens[:, 5:15] = torch.nan
    visible = random_visible(tokens, 0.5)
    assert not ((visible >= 5) & (visible < 15)).any()
    assert random_visible(tokens, 0.25).shape == (50, 15)


def test_what_has_no_data_is_not_rebuilt():
    torch.manual_seed(0)
    rebuilt, truth = torch.randn(2, 4, 2, 3), torch.randn(2, 4, 2, 3)
    visible = torch.tensor([[0, 1], [2, 3]])
    truth[0, 1] = truth[1, 0, 1] = truth[0, 3, 0] = torch.nan
    shown, hidden = reconstruction_errors(rebuilt, truth, visible)
    error = (rebuilt - truth).square().mean(3)  # (n, L, q)
    seen_by = {0: torch.cat([error[0, :2], error[1, 2:]]), 1: torch.cat([error[0, 2:], error[1, :2]])}
    for value, errors in zip((shown, hidden), seen_by.values(), strict=True):
        torch.testing.assert_close(value, errors[errors.isfinite()].mean())


def test_a_resnet_reads_the_mean_of_the_training_where_there_are_no_data():
    torch.manual_seed(0)
    network = encoder(1, 1, 33, 8, 0.0, patch="resnet50").eval()
    image = holed(torch.randn(1, 1, 33, 33), (0, 4, 5), (0, 20, 30))
    with torch.no_grad():
        torch.testing.assert_close(network(image), network(image.nan_to_num(0.0)))


def test_the_only_hidden_pixel_counts_in_full():
    truth = torch.tensor([1.0, 2.0, 5.0]).view(1, 3, 1, 1)
    truth[0, 0] = torch.nan
    shown, hidden = reconstruction_errors(torch.zeros(1, 3, 1, 1), truth, torch.tensor([[0, 1]]))
    assert (float(shown), float(hidden)) == (4.0, 25.0)
