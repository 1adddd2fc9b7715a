"""COLEARN: the network that sees all layers labels unlabelled pixels, and every subset of the layers learns from it.

After the stages of a method. With all layers it is right more often than with one, so it can teach each subset what
labels alone do not: co-training (Blum and Mitchell, 1998) with a fused teacher, whose labels are soft (Hinton et al.,
2015). Labelled samples stay in the batches, with their true labels. Not in any method's paper. Knows no method by name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim.lr_scheduler import CosineAnnealingLR

from ..accuracy.evaluation import every_subset
from ..layers.selection import apart, foreign, nearest, surest
from ..methods.base import LEAST_COMPARED, Method, OptimizerFactory, Plan, Stage
from ..runtime.device import autocast
from ..samples.batches import Batch, Samples
from .epochs import steps_of_an_epoch

#: the stages: other names than those of any method, as costs and curves are found by them
NAME, LABELLING = "teaching", "labelling"
#: unlabelled pixels for each labelled one where nobody says how many
PIXELS = 3
#: of the pixels of a class, the share that is taken
KEEP = 0.8
#: of the labelled pixels, the share that may lie as far from those of their class as what is rejected
REJECT = 0.05
#: of the method's learning rate, the share to go on with; and the decay of the moving average of the weights
RATE, AVERAGE = 0.3, 0.95
#: pixels labelled together at the most
_AT_ONCE = 1024
#: how often the stage looks at validation, its start not counted
_LOOKS = 10


@dataclass(frozen=True)
class Taught:
    """What the teacher says of the samples that have all layers.

    ``positions`` (n,) of these samples; ``outputs`` (n, classes): its probabilities; ``features`` (n, d): what it sees
    of their own pixels.
    """

    positions: Tensor
    outputs: Tensor
    features: Tensor

    @property
    def classes(self) -> Tensor:
        return self.outputs.argmax(1)


@dataclass(frozen=True)
class Selection:
    """``taken``: the samples that teach, whose target is the teacher's class; ``outputs``: a row of probabilities each.

    ``counts`` (classes, 3): how many pixels said to be of each class are taken, are not sure enough, and resemble no
    labelled ones.
    """

    taken: Samples
    outputs: Tensor
    counts: Tensor


def taught(method: Method, samples: Samples, plan: Plan, step: Callable[[], bool] = lambda: True) -> Taught:
    """Label the samples that have all layers, in random order; after each part of them ``step`` says whether to go on.

    ``step`` may raise.
    """
    outputs, features, done = [torch.empty(0, method.target.outputs)], [], [torch.arange(0)]
    method.eval()
    for some in parts(method, samples, plan.seed):
        (batch,) = samples.batches(some)
        with torch.no_grad(), autocast(plan.device, plan.precision):
            embedded = method.embed_patches(batch.patches)
            outputs.append(voted(method, embedded).cpu())
        features.append(torch.cat([_central(e).float() for e in embedded.values()], 1).cpu())
        done.append(some)
        if not step():
            break
    return Taught(torch.cat(done), torch.cat(outputs), torch.cat(features) if features else torch.empty(0, 1))


def voted(method: Method, embedded: Mapping[str, Tensor]) -> Tensor:
    """Class probabilities (n, classes) of all modalities together and of each alone, averaged.

    Of few labels the fused network may learn less than one good sensor alone, and its doubt and theirs differ.
    """
    alone = [{m: features} for m, features in embedded.items()] if len(embedded) > 1 else []
    return torch.stack([method.classify(some).float().softmax(1) for some in (dict(embedded), *alone)]).mean(0)


def parts(method: Method, samples: Samples, seed: int) -> list[Tensor]:
    """Positions of the samples with all layers, shuffled, as many together as are labelled at once."""
    complete = torch.where(samples.available.all(1))[0]
    if not len(complete):
        return []
    order = torch.randperm(len(complete), generator=torch.Generator().manual_seed(seed))
    return list(complete[order].split(method.portion(_AT_ONCE)))


def selected(unlabelled: Samples, said: Taught, known: Taught, target: Tensor) -> Selection:
    """Which of the ``unlabelled`` samples teach; ``known``: what the teacher sees of labelled ones of ``target``."""
    classes, outputs = said.classes, said.outputs.shape[1]
    taken, strange = kept(said, known, target)
    masks = (taken, ~taken & ~strange, strange)
    labels = torch.full((len(unlabelled),), -1)
    labels[said.positions] = classes
    return Selection(
        taken=unlabelled.with_target(labels).subset(said.positions[taken]),
        outputs=said.outputs[taken],
        counts=torch.stack([classes[mask].bincount(minlength=outputs) for mask in masks], dim=1),
    )


def kept(said: Taught, known: Taught, target: Tensor) -> tuple[Tensor, Tensor]:
    """Which samples teach, and which resemble no labelled ones: (n,) bool each."""
    distance = nearest(said.features, said.classes, known.features, target)
    strange = foreign(distance, apart(known.features, target), REJECT)
    return surest(said.outputs.amax(1), said.classes, ~strange, KEEP), strange


def everything(method: Method, samples: Samples) -> Selection:
    """All samples with all layers, of which the same is said: to time the stage before anything is labelled."""
    outputs = method.target.outputs
    complete = samples.subset(torch.where(samples.available.all(1))[0])
    labels = torch.arange(len(complete.available)) % outputs
    known = replace(complete, target=labels)
    return Selection(known, torch.full((len(labels), outputs), 1 / outputs), torch.zeros(outputs, 3, dtype=torch.long))


def stage(method: Method, plan: Plan, chosen: Selection, stages: Sequence[Stage]) -> tuple[Stage, Plan]:
    """The stage that teaches every subset, and the plan with the length of its epochs.

    ``stages``: those of the method. It goes on with the batches, optimiser and averaging of the last, and teaches what
    those learnt that are judged by validation: a part that none of these changes is meant to stay as it is.
    """
    judged = [stage for stage in stages if stage.select] or stages[-1:]
    samples, outputs = plan.labelled.joined(chosen.taken), method.target.outputs
    table = torch.zeros(int(samples.numbers.max()) + 1, outputs)
    table[plan.labelled.numbers] = F.one_hot(plan.labelled.target, outputs).float()
    table[chosen.taken.numbers] = chosen.outputs
    whole = replace(
        stages[-1],
        name=NAME,
        samples=samples,
        loss=partial(loss, method, table.to(plan.device)),
        parameters=_any_of(stage.parameters for stage in judged),
        frozen=[*_all_of([stage.frozen for stage in judged]), *_statistics(method)],
        balanced=True,
        select=True,
        patience=0,
        least=LEAST_COMPARED,
        begin_epoch=None,
        average=AVERAGE,
        optimizer=partial(gently, stages[-1].optimizer),
        subsets=None,
        span=(1.0, 1.0),
    )
    each = max(1, min(steps_of_an_epoch(whole), math.ceil(plan.colearn / _LOOKS)))
    epochs = max(1, round(plan.colearn / each))
    schedule = partial(CosineAnnealingLR, T_max=epochs)
    return replace(whole, epochs=epochs, schedule=schedule), replace(plan, epoch_steps=each)


def gently(factory: OptimizerFactory, parameters: Sequence[nn.Parameter]) -> torch.optim.Optimizer:
    """The method's optimiser with a share of its learning rate: its network is trained already."""
    optimizer = factory(parameters)
    for group in optimizer.param_groups:
        group["lr"] *= RATE
    return optimizer


def loss(method: Method, table: Tensor, batch: Batch) -> dict[str, Tensor]:
    """Cross-entropy with what is known of each sample, each seen by a random subset of the modalities that it has.

    ``table``: a row of probabilities for each sample's number. Samples that share a subset learn together, eight at
    least, as batch statistics need.
    """
    wanted = table[batch.index]
    terms = []
    for subset, rows in drawn(list(batch.patches), len(batch)):
        logits = method({m: batch.patches[m][rows] for m in subset})
        terms.append(len(rows) * F.cross_entropy(logits.float(), wanted[rows]))
    return {"teaching": torch.stack(terms).sum() / len(batch)}


def drawn(modalities: Sequence[str], count: int) -> Iterator[tuple[tuple[str, ...], Tensor]]:
    """Share out ``count`` samples at random among subsets drawn without replacement: subset and positions."""
    subsets = every_subset(modalities)
    groups = max(1, min(len(subsets), count // LEAST_COMPARED))
    order = torch.randperm(len(subsets))[:groups].tolist()
    for number, rows in zip(order, torch.randperm(count).tensor_split(groups), strict=True):
        yield subsets[number], rows


def _central(embedded: Tensor) -> Tensor:
    """What is seen of the samples' own pixels (n, channels), so that each modality weighs alike."""
    return embedded[:, embedded.shape[1] // 2, embedded.shape[2] // 2] / math.sqrt(embedded.shape[-1])


def _any_of(groups: Iterable[Sequence[nn.Parameter]]) -> list[nn.Parameter]:
    """What is in any of the groups, once."""
    return list({id(item): item for group in groups for item in group}.values())


def _all_of(groups: Sequence[Sequence[nn.Module]]) -> list[nn.Module]:
    """What is in all of the groups."""
    return [item for item in groups[0] if all(any(item is other for other in group) for group in groups)]


def _statistics(method: Method) -> list[nn.Module]:
    """The batch normalisations: a subset's statistics are not those of another, and all would be mixed into one."""
    return [module for module in method.modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]
