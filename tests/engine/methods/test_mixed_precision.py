"""bfloat16, where the hardware has it, gives the map that float32 gives."""

import pytest
import torch
from methods_helper import method_of, plan_of, samples_of

from engine.accuracy.evaluation import to_outputs
from engine.door.options import METHODS
from engine.runtime.reporter import Reporter
from engine.training.sequence import train

QUICK = {
    "lds2ae": {"window": 5, "pretrain_epochs": 0, "finetune_epochs": 12, "batch_size": 30},
    "lvpcnet": {"window": 5, "feature_epochs": 15, "prompt_epochs": 3, "batch_size": 30},
    "xmodalnet": {"window": 5, "epochs": 60, "rounds": 1, "pretrain_epochs": 3, "batch_size": 30},
    "dpmamba": {"window": 5, "teacher_epochs": 15, "student_epochs": 5, "warmup_epochs": 2, "batch_size": 30},
    "mdico": {"window": 5, "epochs": 15, "batch_size": 30},
}
PIXELS = 500


@pytest.mark.parametrize("name", METHODS)
def test_the_classes_and_their_confidence_are_those_of_float32(name):
    method = method_of(name, **QUICK[name])
    train(method, plan_of(method, 60, 60), Reporter())
    (batch,) = samples_of(method, PIXELS, seed=5).batches(torch.arange(PIXELS))
    patches = batch.patches
    with torch.inference_mode():
        exact = to_outputs(method(patches), method.target)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            rounded = to_outputs(method(patches), method.target)
    agreeing = (exact.argmax(1) == rounded.argmax(1)).float().mean()
    assert agreeing >= 0.999
    assert (exact.amax(1) - rounded.amax(1)).abs().quantile(0.999) <= 0.01
