"""The zigzag paths and the selective scan, against a walk pixel by pixel."""

import pytest
import torch

from engine.layers.selective_scan import SelectiveScan, has_mamba_ssm, mamba_ssm_scan, zigzag_scan
from engine.layers.zigzag import PATHS, zigzag_orders

HEADS, P = 2, 3


def scan_arguments(side, strength=1.0, dtype=torch.float64):
    generator = torch.Generator().manual_seed(side)

    def normal(*shape):
        return torch.randn(*shape, generator=generator, dtype=dtype)

    x = normal(2, side, side, HEADS, P)
    dt = torch.nn.functional.softplus(strength * normal(2, side, side, PATHS, HEADS))
    A = -strength * normal(PATHS, HEADS).exp()
    B, C = normal(2, side, side, PATHS), normal(2, side, side, PATHS)
    return [x, dt, A, B, C, normal(PATHS, HEADS, P)]


def walks(side):
    """The four paths as lists of (row, column), written down step by step."""
    by_row = [(r, c) for r in range(side) for c in (range(side) if r % 2 == 0 else reversed(range(side)))]
    by_column = [(r, c) for c in range(side) for r in (range(side) if c % 2 == 0 else reversed(range(side)))]
    return [by_row, by_row[::-1], by_column, by_column[::-1]]


def walked_scan(x, dt, A, B, C, D):
    """h_t = exp(dt A) h_{t-1} + dt B x_t, y_t = C h_t + D x_t, one pixel after the other."""
    n, side = x.shape[:2]
    y = [[torch.zeros(n, HEADS, P, dtype=x.dtype) for _ in range(side)] for _ in range(side)]
    for k, walk in enumerate(walks(side)):
        state = torch.zeros(n, HEADS, P, dtype=x.dtype)
        for r, c in walk:
            step = dt[:, r, c, k, :, None]
            state = (step * A[k, :, None]).exp() * state + step * B[:, r, c, k, None, None] * x[:, r, c]
            y[r][c] = y[r][c] + C[:, r, c, k, None, None] * state + D[k] * x[:, r, c]
    return torch.stack([torch.stack(row, 1) for row in y], 1)


@pytest.mark.parametrize("side", [1, 2, 3, 6, 11])
def test_the_four_paths_are_walks_over_every_pixel(side):
    orders = zigzag_orders(side)
    assert orders.shape == (PATHS, side * side)
    for order, walk in zip(orders.tolist(), walks(side), strict=True):
        assert [(number // side, number % side) for number in order] == walk
        assert sorted(order) == list(range(side * side))
        places = torch.tensor(walk)
        assert (places.diff(dim=0).abs().sum(1) == 1).all()


@pytest.mark.parametrize("side", [1, 2, 5, 9])
def test_the_scan_equals_a_walk_pixel_by_pixel(side):
    arguments = scan_arguments(side)
    torch.testing.assert_close(zigzag_scan(*arguments), walked_scan(*arguments), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("side", [1, 5])
def test_its_gradients_equal_those_of_the_walk(side):
    gradients = []
    for scan in (zigzag_scan, walked_scan):
        arguments = [a.requires_grad_() for a in scan_arguments(side)]
        y = scan(*arguments)
        weights = torch.linspace(-1, 1, y.numel(), dtype=y.dtype).view_as(y)
        gradients.append(torch.autograd.grad((y * weights).sum(), arguments, allow_unused=True))
    for argument, ours, walked in zip(arguments, *gradients, strict=True):
        if ours is None:  # a single pixel's state decays nowhere
            ours = torch.zeros_like(argument)
        torch.testing.assert_close(ours, walked, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("strength", [30.0, 1e-3])
def test_very_strong_and_very_weak_decay_stay_finite_and_right(strength):
    arguments = [a.float().requires_grad_() for a in scan_arguments(7, strength)]
    y = zigzag_scan(*arguments)
    expected = walked_scan(*(a.detach().double() for a in arguments))
    torch.testing.assert_close(y.double(), expected, rtol=1e-3, atol=1e-3 * float(expected.abs().max()))
    gradients = torch.autograd.grad(y.square().sum(), arguments)
    assert all(g.isfinite().all() for g in gradients)


def test_a_step_that_underflows_to_zero_leaves_finite_gradients():
    arguments = [a.float() for a in scan_arguments(4)]
    arguments[1] = torch.zeros_like(arguments[1])
    arguments = [a.requires_grad_() for a in arguments]
    y = zigzag_scan(*arguments)
    x, D = arguments[0], arguments[5]
    torch.testing.assert_close(y, x * D.sum(0))
    assert all(g.isfinite().all() for g in torch.autograd.grad(y.sum(), arguments))


def test_a_path_sees_only_what_it_has_passed():
    x, dt, A, B, C, D = scan_arguments(4)
    for k, walk in enumerate(walks(4)):
        there = torch.zeros(PATHS, dtype=x.dtype)
        there[k] = 1
        changed = x.clone()
        r, c = walk[9]
        changed[:, r, c] += 1
        difference = zigzag_scan(changed, dt, A, B, C * there, D * 0) - zigzag_scan(x, dt, A, B, C * there, D * 0)
        for place, (row, column) in enumerate(walk):
            assert bool(difference[:, row, column].abs().max() > 1e-12) == (place >= 9)


def test_the_layer_forgets_between_calls():
    torch.manual_seed(0)
    layer = SelectiveScan(16, heads=4)
    x, other = torch.randn(3, 5, 5, 16), torch.randn(3, 5, 5, 16)
    first = layer(x)
    layer(other)
    assert torch.equal(layer(x), first)
    torch.testing.assert_close(layer(x[:1]), first[:1])


def test_the_layer_projects_each_path_on_its_own():
    torch.manual_seed(0)
    layer = SelectiveScan(HEADS * P, heads=HEADS).double()
    x = torch.randn(2, 5, 5, HEADS * P, dtype=torch.float64)
    weights = layer.projection.weight.view(PATHS, HEADS + 2, HEADS * P)
    projected = torch.einsum("nrcd,kfd->nrckf", x, weights)
    dt = (1 + (projected[..., :HEADS] + layer.step_bias).exp()).log()
    B, C = projected[..., HEADS], projected[..., HEADS + 1]
    expected = walked_scan(x.view(2, 5, 5, HEADS, P), dt, -layer.log_decay.exp(), B, C, layer.skip)
    torch.testing.assert_close(layer(x), expected.reshape_as(x))


def test_the_layer_runs_in_mixed_precision():
    torch.manual_seed(0)
    layer = SelectiveScan(16)
    x = torch.randn(2, 5, 5, 16)
    exact = layer(x)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        rounded = layer(x.bfloat16())
    assert float((rounded - exact).abs().max()) < 0.05 * float(exact.abs().max())


@pytest.mark.skipif(not torch.cuda.is_available() or not has_mamba_ssm(), reason="needs mamba-ssm and an NVIDIA GPU")
def test_the_kernel_of_mamba_ssm_agrees():
    gradients = []
    for scan in (zigzag_scan, mamba_ssm_scan):
        arguments = [a.float().cuda().requires_grad_() for a in scan_arguments(9)]
        y = scan(*arguments)
        gradients.append([y, *torch.autograd.grad(y.square().mean(), arguments)])
    for plain, kernel in zip(*gradients, strict=True):
        torch.testing.assert_close(kernel, plain, rtol=1e-3, atol=1e-4)


def test_the_kernel_gets_each_path_in_its_order(monkeypatch):
    """mamba-ssm's kernel replaced by its own definition, a loop: what is around it must put the paths right."""

    def reference(u, delta, A, B, C, D):
        n, width, length = u.shape
        state, outputs = torch.zeros(n, width, A.shape[1]), []
        B, C = (g.repeat_interleave(width // g.shape[1], dim=1) for g in (B, C))  # (n, width, states, length)
        for t in range(length):
            state = (delta[:, :, t, None] * A).exp() * state + delta[:, :, t, None] * B[..., t] * u[:, :, t, None]
            outputs.append((state * C[..., t]).sum(-1) + D * u[:, :, t])
        return torch.stack(outputs, 2)

    class Interface:
        selective_scan_fn = staticmethod(reference)

    monkeypatch.setattr("importlib.import_module", lambda name: Interface)
    arguments = [a.float() for a in scan_arguments(5)]
    torch.testing.assert_close(mamba_ssm_scan(*arguments), zigzag_scan(*arguments), rtol=1e-4, atol=1e-4)
