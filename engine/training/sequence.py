"""The stages of a training, one after the other, and after those of the method what its layers teach each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..methods.base import Method, Plan, Stage
from ..runtime.reporter import Reporter
from . import colearning
from .ensembles import ALONE, Member
from .outlook import Outlook
from .stage_loop import START, History, StageRun


def train(
    method: Method, plan: Plan, report: Reporter, outlook: Outlook | None = None, member: Member = ALONE
) -> list[History]:
    """Run all stages of a method in order; the method ends with its best weights, in eval mode.

    ``outlook`` tells the time left, and ends each stage in its time. ``member``: which network of an ensemble it is.
    Raises Cancelled within one batch of a request to stop, EngineError when the loss is no number any more.
    """
    outlook = outlook or Outlook([])
    stages, histories = [], []
    for stage in method.stages(plan):
        named = replace(stage, name=member.of(stage.name), span=member.span(stage.span))
        histories.append(StageRun(method, plan, named, report, outlook).run())
        stages.append(stage)
    if plan.colearn and stages:
        histories += _colearn(method, plan, stages, report, outlook, member)
    method.eval()
    return histories


def _colearn(
    method: Method, plan: Plan, stages: Sequence[Stage], report: Reporter, outlook: Outlook, member: Member
) -> list[History]:
    """What the network with all modalities is sure of teaches every subset of them; see ``colearning``."""
    chosen = _selected(method, plan, report, outlook, member)
    taken = len(chosen.taken)
    plan.say(
        f"COLEARN takes {taken:,} of the {len(plan.unlabelled):,} unlabelled pixels; of "
        f"{int(chosen.counts[:, 1].sum()):,} it is not sure enough, and {int(chosen.counts[:, 2].sum()):,} resemble no "
        "labelled ones."
    )
    if not taken:
        plan.say("There is nothing to learn together; COLEARN is left out.")
        return []
    stage, plan = colearning.stage(method, plan, chosen, stages)
    stage = replace(stage, name=member.of(stage.name), span=member.span(stage.span))
    history = StageRun(method, plan, stage, report, outlook).run()
    method.settle(plan)
    history.taken = chosen.counts
    if history.best_epoch == START:
        plan.say("No epoch of COLEARN was better on validation: the model is the one from before.")
    return [history]


def _selected(method: Method, plan: Plan, report: Reporter, outlook: Outlook, member: Member) -> colearning.Selection:
    """Label the unlabelled samples within the time there is, and choose among them."""
    outlook.begin(member.of(colearning.LABELLING), len(colearning.parts(method, plan.unlabelled, plan.seed)), 0)

    def step() -> bool:
        report.check()
        outlook.step()
        share = outlook.share()
        report.progress(1.0 if share is None else share, "Labelling pixels for COLEARN", outlook.left())
        return not outlook.over

    said = colearning.taught(method, plan.unlabelled, plan, step)
    known = colearning.taught(method, plan.labelled, plan)
    outlook.end()
    return colearning.selected(plan.unlabelled, said, known, plan.labelled.target[known.positions])
