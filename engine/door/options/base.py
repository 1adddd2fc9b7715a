"""How a method declares its options: once, without torch, for the dialog, its help, the job and the model file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any

from ..target import CLASSES


def option(
    default: Any,
    label: str,
    help: str,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    choices: tuple[str, ...] = (),
    kind: type | None = None,
    effort: bool = False,
    published: Any = None,
) -> Any:
    """A dataclass field with what a dialog needs to show it. The type is that of ``default``:
    int, float, bool, or str (with ``choices`` a fixed list, without them free text).

    A number that may be left out has the default None, and says in ``kind`` whether it is an int or a float: a dialog
    shows it empty, and no number stands for "none" or "as you like".

    ``effort``: a training of EFFORT quick or standard has a value of its own; ``published``: the paper's, where the
    default is another; EFFORT paper takes it. Both only where the option was not asked for (``is_open``).
    """
    metadata = dict(
        label=label,
        help=help,
        minimum=minimum,
        maximum=maximum,
        choices=choices,
        kind=kind or type(default),
        effort=effort,
        published=default if published is None else published,
    )
    return field(default=default, metadata=metadata)


def is_open(item: Field[Any]) -> bool:
    """Whether EFFORT settles an option that was not asked for; a dialog shows it empty."""
    return bool(item.metadata["effort"]) or item.metadata["published"] != item.default


def asked_for(values: Mapping[str, Any]) -> frozenset[str]:
    """The names of those options of a job that were asked for; one that is absent, or None, was not."""
    return frozenset(name for name, value in values.items() if value is not None)


@dataclass(frozen=True)
class MethodOptions:
    """Base of every method's options: checks types, ranges and choices from the declarations, and the window."""

    def __post_init__(self) -> None:
        for item in fields(self):
            _check(item, getattr(self, item.name))
        window = getattr(self, "window", 1)
        if window % 2 == 0:
            raise ValueError(f"option WINDOW is {window}; it must be odd, to have a pixel in its centre")

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> MethodOptions:
        """Options from a mapping; an unknown name raises ValueError, a missing one takes its default."""
        unknown = set(values) - {item.name for item in fields(cls)}
        if unknown:
            raise ValueError(f"unknown option {', '.join(sorted(unknown))}")
        return cls(**values)


def _check(item: Field[Any], value: Any) -> None:
    default = item.default
    if default is MISSING:
        raise ValueError(f"option {item.name} declares no default")
    kind = item.metadata["kind"]
    if value is None and default is None:
        return
    fits = isinstance(value, (int, float)) and not isinstance(value, bool) if kind is float else type(value) is kind
    if not fits:
        raise ValueError(f"option {item.name.upper()} must be of type {kind.__name__}, not {value!r}")
    low, high = item.metadata.get("minimum"), item.metadata.get("maximum")
    if low is not None and value < low or high is not None and value > high:
        raise ValueError(f"option {item.name.upper()} is {value}; it must lie between {low} and {high}")
    choices = item.metadata.get("choices")
    if choices and value not in choices:
        raise ValueError(f"option {item.name.upper()} is '{value}'; it must be one of {', '.join(choices)}")


@dataclass(frozen=True)
class Declaration:
    """A published method as the rest of the product sees it before torch is loaded.

    ``module`` (in engine.methods) and ``model`` say where the torch.nn.Module is; ``targets`` what it can learn;
    ``language`` whether it needs class descriptions; ``unlabelled`` how many unlabelled pixels training reads for each
    labelled one unless asked for others (0: it reads none); ``pretrain`` whether its encoder can be taught beforehand,
    without labels, and kept in a file.
    """

    name: str
    title: str
    summary: str
    citation: str
    options: type[MethodOptions]
    module: str
    model: str
    targets: tuple[str, ...] = (CLASSES,)
    language: bool = False
    unlabelled: int = 0
    pretrain: bool = False

    def defaults(self) -> MethodOptions:
        return self.options()
