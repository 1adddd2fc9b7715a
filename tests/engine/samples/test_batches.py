"""Samples, batches by availability, and normalisation."""

import copy
import statistics

import numpy as np
import pytest
import torch
from linear_method import toy_samples
from sklearn.decomposition import PCA

from engine.samples.batches import ArraySource, Samples
from engine.samples.normalisation import CLIP, Normalisation


def test_a_batch_holds_only_modalities_that_all_its_samples_have():
    samples = toy_samples(80, holes=0.4)
    seen = []
    for batch in samples.batches(torch.arange(80)):
        columns = [samples.modalities.index(m) for m in batch.patches]
        pattern = torch.zeros(2, dtype=torch.bool)
        pattern[columns] = True
        assert (samples.available[batch.index] == pattern).all()
        seen += batch.index.tolist()
    assert sorted(seen) == list(range(80))


def test_asking_for_one_modality_leaves_out_the_samples_that_lack_it():
    samples = toy_samples(80, holes=0.4)
    (batch,) = samples.batches(torch.arange(80), ["lidar"])
    assert list(batch.patches) == ["lidar"]
    assert batch.index.tolist() == torch.where(samples.available[:, 1])[0].tolist()


def test_subsets_and_unions_keep_the_samples_numbers():
    samples = toy_samples(30)
    part = samples.subset(torch.tensor([5, 7, 11]))
    both = part.joined(samples.subset(torch.tensor([2])))
    assert both.numbers.tolist() == [5, 7, 11, 2]
    (batch,) = both.batches(torch.tensor([1, 3]))
    expected = samples.sources["hsi"].patches[[7, 2]]
    mean, std = samples.normalisation["hsi"].mean, samples.normalisation["hsi"].std
    torch.testing.assert_close(batch.patches["hsi"], (expected - mean[:, None, None]) / std[:, None, None])


def test_a_copy_of_a_network_shares_its_samples():
    network, samples = torch.nn.Linear(1, 1), toy_samples(8)
    network.samples = samples
    assert copy.deepcopy(network).samples is samples


def test_drawing_gives_different_samples_without_repeats():
    samples = toy_samples(30)
    (batch,) = samples.draw(20, torch.Generator().manual_seed(1))
    assert len(set(batch.index.tolist())) == 20
    assert len(list(samples.draw(100))[0]) == 30


@pytest.mark.parametrize("components", [0, 2])
def test_pixels_without_data_are_nan_in_all_bands_and_no_others(components):
    patches = torch.rand(4, 3, 5, 5) + 10
    patches[1, 2, 0, 4] = torch.nan
    samples = Samples.of(
        {"msi": ArraySource(patches)},
        {"msi": Normalisation.fit(patches[:, :, 2, 2], components)},
        torch.ones(4, 1, dtype=torch.bool),
        torch.zeros(4, dtype=torch.long),
    )
    (batch,) = samples.batches(torch.arange(4))
    empty = torch.zeros_like(batch.patches["msi"], dtype=torch.bool)
    empty[1, :, 0, 4] = True
    assert torch.equal(batch.patches["msi"].isnan(), empty)


def test_normalisation_takes_the_training_pixels_mean_and_deviation_off_any_pixel():
    """Of each band its own, by statistics's population deviation; other pixels are scaled by the same numbers."""
    spectra = torch.tensor([[1.0, 100.0, -5.0], [2.0, 140.0, -5.5], [6.0, 90.0, -3.0], [3.0, 130.0, -8.0]])
    means = [statistics.fmean(band) for band in spectra.T.tolist()]
    deviations = [statistics.pstdev(band) for band in spectra.T.tolist()]
    fitted = Normalisation.fit(spectra)
    elsewhere = torch.tensor([[4.0, 80.0, -2.0], [0.0, 155.0, -9.0]])
    found = fitted.apply(elsewhere.repeat_interleave(6, 0).view(2, 2, 3, 3).permute(0, 3, 1, 2))
    for n, row in enumerate(elsewhere.tolist()):
        expected = [(x - mean) / std for x, mean, std in zip(row, means, deviations, strict=True)]
        for r in range(2):
            for c in range(3):
                assert found[n, :, r, c].tolist() == pytest.approx(expected, rel=1e-5)
    assert fitted.mean.tolist() == pytest.approx(means) and fitted.std.tolist() == pytest.approx(deviations)


def test_constant_bands_beside_others_are_judged_each_by_itself():
    """The magnitude of one band tells nothing of whether another is constant."""
    spectra = torch.tensor([[1e6, 0.1, 7.0], [1e6, 0.3, 7.0]])
    assert Normalisation.fit(spectra).std.tolist() == pytest.approx([1e6, 0.1, 7.0])


def pixels(*values):
    """One band's values -> (n, 1, 1, 1)."""
    return torch.tensor(values).view(-1, 1, 1, 1)


@pytest.mark.parametrize(("constant", "elsewhere"), [(250.0, 300.0), (0.0, 0.4), (-1e-9, 0.0), (3e5, 3.1e5)])
def test_a_band_that_is_constant_over_the_training_pixels_stays_small_elsewhere(constant, elsewhere):
    fitted = Normalisation.fit(torch.full((50, 1), constant))
    here, there = fitted.apply(pixels(constant, elsewhere)).ravel().tolist()
    assert abs(here) < 1e-3
    assert abs(there) <= 1


def test_a_band_constant_but_for_rounding_is_constant():
    rounded = torch.full((50, 1), 1 / 3) + torch.tensor([0.0, 6e-8]).repeat(25)[:, None]
    assert Normalisation.fit(rounded).apply(pixels(0.5)).abs() <= 1


@pytest.mark.parametrize("unit", [1e-30, 1e-8, 1.0, 1e8])
def test_the_unit_of_a_band_does_not_matter(unit):
    values = torch.randn(500, 1, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    scaled = Normalisation.fit(values * unit).apply((values * unit).float()[:, :, None, None])
    torch.testing.assert_close(scaled.std(correction=0), torch.tensor(1.0), atol=1e-3, rtol=0)


def test_bands_and_components_end_at_so_many_deviations():
    spectra = torch.randn(200, 3, generator=torch.Generator().manual_seed(0))
    far = torch.tensor([1e6, -1e6, 0.0]).view(1, 3, 1, 1)
    bands = Normalisation.fit(spectra)
    assert bands.apply(far)[0, :2, 0, 0].tolist() == [CLIP, -CLIP]
    assert bands.apply(spectra[:, :, None, None]).abs().max() < CLIP  # nothing of the training is cut off
    # bands that are nearly one: what little tells them apart is widened, and must end, too
    nearly_one = Normalisation.fit(spectra[:, :1] + 1e-2 * spectra, components=2)
    assert nearly_one.apply(far).abs().max() == CLIP


def test_an_axis_without_any_deviation_is_not_widened_without_end():
    spectra = torch.randn(200, 1, generator=torch.Generator().manual_seed(0)).expand(-1, 3)
    fitted = Normalisation.fit(spectra, components=2)
    assert fitted.components.abs().max() < 1e4
    assert fitted.apply(spectra[:, :, None, None])[:, 1].abs().max() < 1e-2


@pytest.mark.parametrize("components", [1, 3, 5])
def test_components_are_scikit_learns_whitened_pca_up_to_sign(components):
    generator = torch.Generator().manual_seed(0)
    spectra = torch.randn(400, 6, generator=generator) @ torch.randn(6, 6, generator=generator)
    found = Normalisation.fit(spectra, components).apply(spectra[:, :, None, None])[:, :, 0, 0].numpy()
    scaled = ((spectra - spectra.mean(0)) / spectra.std(0, correction=0)).numpy()
    expected = PCA(components, whiten=True).fit_transform(scaled)
    np.testing.assert_allclose(np.abs(found), np.abs(expected), atol=0.02)


@pytest.mark.parametrize("components", [0, 9])
def test_asking_for_no_fewer_components_than_bands_keeps_the_bands(components):
    assert Normalisation.fit(torch.randn(20, 4), components).outputs == 4
