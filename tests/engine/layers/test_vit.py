"""The vision transformer: its positions, blocks and class token against slow, obvious references."""

import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from engine.layers.vit import Attention, Block, Encoder, sincos_positions


def encoder(depth=3, width=16, heads=4):
    torch.manual_seed(0)
    made = Encoder(depth, width, heads).double()
    for parameter in made.parameters():  # norms and biases start at 1 and 0, which would hide mistakes
        nn.init.normal_(parameter, std=0.3)
    return made


def norm(layer, x):
    mean = x.mean(-1, keepdim=True)
    deviation = ((x - mean) ** 2).mean(-1, keepdim=True).add(layer.eps).sqrt()
    return (x - mean) / deviation * layer.weight + layer.bias


def attend(layer, x):
    """One sample, (L, d), one head and one token after the other."""
    length, width = x.shape
    size = width // layer.heads
    q, k, v = (layer.qkv.weight @ x.T + layer.qkv.bias[:, None]).T.split(width, dim=1)
    mixed = torch.zeros_like(x)
    for head in range(layer.heads):
        own = slice(head * size, (head + 1) * size)
        for i in range(length):
            scores = [math.exp(float(q[i, own] @ k[j, own]) / math.sqrt(size)) for j in range(length)]
            mixed[i, own] = sum(s / sum(scores) * v[j, own] for j, s in enumerate(scores))
    return mixed @ layer.out.weight.T + layer.out.bias


def run_block(block, x):
    x = x + attend(block.attention, norm(block.norm1, x))
    first, _, second = block.mlp
    hidden = norm(block.norm2, x) @ first.weight.T + first.bias
    hidden = hidden * 0.5 * (1 + torch.erf(hidden / math.sqrt(2)))
    return x + hidden @ second.weight.T + second.bias


def test_positions_are_sines_and_cosines_of_column_then_row():
    side, width = 3, 16
    positions = sincos_positions(side, width)
    for row in range(side):
        for col in range(side):
            expected = []
            for place in (col, row):
                angles = [place / 10_000 ** (i / (width // 4)) for i in range(width // 4)]
                expected += [math.sin(a) for a in angles] + [math.cos(a) for a in angles]
            torch.testing.assert_close(positions[row * side + col], torch.tensor(expected))


def test_every_position_differs_from_every_other():
    distances = torch.cdist(sincos_positions(11, 128), sincos_positions(11, 128))
    assert distances[~torch.eye(121, dtype=torch.bool)].min() > 0.5


def test_a_width_that_positions_cannot_share_is_refused():
    with pytest.raises(ValueError, match="divisible by 4, not 18"):
        sincos_positions(3, 18)


def test_heads_that_do_not_divide_the_width_are_refused():
    with pytest.raises(ValueError, match="3 heads do not divide a width of 16"):
        Attention(16, 3)


@torch.no_grad()
def test_an_encoder_is_pre_norm_blocks_and_a_last_norm():
    model = encoder(depth=2)
    x = torch.randn(2, 5, 16, dtype=torch.float64)
    for sample, result in zip(x, model(x), strict=True):
        for block in model.blocks:
            sample = run_block(block, sample)
        torch.testing.assert_close(result, norm(model.norm, sample))


@torch.no_grad()
def test_prompts_join_anew_in_every_block_and_are_dropped_behind_it():
    model = encoder(depth=3)
    x, prompts = torch.randn(2, 5, 16, dtype=torch.float64), torch.randn(3, 2, 16, dtype=torch.float64)
    result = model(x, prompts)
    assert result.shape == x.shape
    for sample, answer in zip(x, result, strict=True):
        for block, prompt in zip(model.blocks, prompts, strict=True):
            longer = run_block(block, torch.cat([sample[:1], prompt, sample[1:]]))
            sample = torch.cat([longer[:1], longer[3:]])
        torch.testing.assert_close(answer, norm(model.norm, sample))


@pytest.mark.parametrize("length", [1, 2, 7])
@pytest.mark.parametrize("depth", [1, 3])
@pytest.mark.parametrize("prompted", [False, True])
def test_the_class_token_alone_is_the_first_token_of_all(length, depth, prompted):
    model = encoder(depth)
    x = torch.randn(3, length, 16, dtype=torch.float64, requires_grad=True)
    prompts = torch.randn(depth, 2, 16, dtype=torch.float64, requires_grad=True) if prompted else None
    inputs = [x, *model.parameters(), *([prompts] if prompted else [])]
    alone, first = model.class_token(x, prompts), model(x, prompts)[:, 0]
    torch.testing.assert_close(alone, first)
    weights = torch.randn_like(first)
    for a, b in zip(
        torch.autograd.grad((alone * weights).sum(), inputs),
        torch.autograd.grad((first * weights).sum(), inputs),
        strict=True,
    ):
        torch.testing.assert_close(a, b)


def test_the_last_block_asks_for_the_class_token_alone():
    block = Block(16, 4)
    sizes = []
    block.mlp.register_forward_hook(lambda module, inputs, output: sizes.append(output.shape[1]))
    assert block.first(torch.randn(2, 9, 16)).shape == (2, 1, 16)
    assert sizes == [1]


def test_prompts_learn_while_the_encoder_is_frozen():
    model = encoder().requires_grad_(False)
    prompts = torch.zeros(3, 2, 16, dtype=torch.float64, requires_grad=True)
    F.mse_loss(model.class_token(torch.randn(4, 6, 16).double(), prompts), torch.ones(4, 16).double()).backward()
    assert (prompts.grad.abs().amax((1, 2)) > 0).all()
