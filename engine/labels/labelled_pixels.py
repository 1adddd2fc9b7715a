"""Training labels: the pixels that polygons or points cover, what each is, and the table of classes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..door.errors import InputError
from ..door.sources import LabelSource
from ..door.target import CLASSES, LABELS, NUMBER, ClassInfo, Target
from ..scene.grid import Grid
from .label_raster import class_codes, class_styles, labelled_areas
from .palette import colours
from .vector import Areas, Value, VectorLayer

_LARGEST_VALUE = 65535
_MANY = 255
_ENOUGH = 3  # features of a class, with which training, validation and test have one each
_NO_FEATURES = "No polygon or point of '{title}' can be used"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Labels:
    """The labelled pixels of a grid, row by row: ``rows``, ``cols`` (n,) int64.

    ``group`` (n,) int64: the number of the polygon or point, of which a dissolved feature holds several.
    ``target``: (n,) int64 class index, (n, classes) uint8 for labels, or (n,) float32. ``notes``: what the user should
    know of what could not be used.
    """

    rows: NDArray[np.int64]
    cols: NDArray[np.int64]
    group: NDArray[np.int64]
    target: NDArray[Any]
    info: Target
    notes: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, positions: NDArray[np.int64]) -> Labels:
        """The pixels at these positions."""
        rows, cols = self.rows[positions], self.cols[positions]
        return replace(self, rows=rows, cols=cols, group=self.group[positions], target=self.target[positions])


def read_labels(source: LabelSource, grid: Grid, kind: str, say: Say, fewest: int = 2) -> Labels:
    """The labels of a vector layer, or of a raster of class codes, on a grid; ``kind`` is classes, labels or number.

    A pixel belongs to a polygon that holds its centre; a polygon too small for that gets the pixel under its
    centroid. Pixels of which two features say different things are left out. ``fewest``: classes that there must be.
    Raises InputError where the layer or the field is missing or cannot be learned from.
    """
    if source.raster:
        return _of_raster(source, grid, kind, say, fewest)
    notes: list[str] = []

    def note(text: str) -> None:
        notes.append(text)
        say(text)

    layer = VectorLayer(source)
    _check_field(layer, kind)
    areas = layer.areas(grid)
    _report(areas, layer.title, note)
    pixels, feature = _unanimous(areas, note)
    if not len(pixels):
        raise InputError(f"{_NO_FEATURES.format(title=layer.title)}: their pixels contradict one another.")
    values, group = areas.values, feature
    if kind != NUMBER:  # the parts of a feature share a number, so test and training must not share the parts
        group = _parted(areas, pixels, feature, layer.title, note)
    if kind == NUMBER:
        target: NDArray[Any] = np.array(values, np.float32)[feature]
        if target.min() == target.max():
            raise InputError(f"The field '{source.field}' is {target[0]:g} everywhere; choose one that varies.")
        info = Target(NUMBER, source.field)
    else:
        groups = [_parts(value, kind) for value in values]
        used = {part for number in np.unique(feature).tolist() for part in groups[number]}
        everything = {part for value in areas.seen for part in _parts(value, kind)}
        table = {value: c for value, c in _table(everything, source, kind, note).items() if value in used}
        lost = sorted(map(str, everything - table.keys()))
        if lost:
            note(f"Left out, for want of a pixel on the layers: {_some(lost)}.")
        target = _indices(groups, table, kind)[feature]
        info = Target(kind, source.field, tuple(table.values()))
        if kind == CLASSES and len(table) < fewest:
            raise InputError(
                f"The field '{source.field}' of '{layer.title}' has a single class on the layers, "
                f"'{info.names[0]}'; at least two are needed."
            )
    return Labels(pixels // grid.cols, pixels % grid.cols, group, target, info, notes)


def _of_raster(source: LabelSource, grid: Grid, kind: str, say: Say, fewest: int) -> Labels:
    """Pixels of one code that touch are a group, as a polygon is."""
    title, notes = source.title or source.path, list[str]()
    if kind != CLASSES:
        raise InputError(
            f"'{title}' is a raster of class codes, which tells one class a pixel; give polygons to learn {kind}."
        )

    def note(text: str) -> None:
        notes.append(text)
        say(text)

    pixels, codes, group = labelled_areas(source, grid, note)
    found, index = np.unique(codes, return_inverse=True)
    table = _table(found.tolist(), _named(source), kind, note)
    if len(table) < fewest:
        raise InputError(
            f"'{title}' has a single class on the layers, '{table[found[0]].name}'; at least two are needed."
        )
    position = {value: i for i, value in enumerate(table)}
    target = np.array([position[value] for value in found.tolist()], np.int64)[index.reshape(-1)]
    info = Target(kind, title, tuple(table.values()))
    return Labels(pixels // grid.cols, pixels % grid.cols, group, target, info, notes)


def _named(source: LabelSource) -> LabelSource:
    """The raster with the names that its own tables give."""
    return replace(source, field=source.title or source.path, styles=class_styles(source))


def class_table(source: LabelSource, kind: str = CLASSES) -> tuple[ClassInfo, ...]:
    """The classes in a vector layer's field or a label raster, wherever they lie. Raises InputError as read_labels."""
    if source.raster:
        codes = class_codes(source)
        if not codes:
            raise InputError(f"'{source.title or source.path}' holds no class codes; 0 and nodata are none.")
        return tuple(_table(codes, _named(source), kind, lambda text: None).values())
    layer = VectorLayer(source)
    _check_field(layer, kind)
    values = {part for value in layer.values() for part in _parts(value, kind)}
    if not values:
        raise InputError(f"The field '{source.field}' of '{layer.title}' is empty.")
    return tuple(_table(values, source, kind, lambda text: None).values())


def _check_field(layer: VectorLayer, kind: str) -> None:
    if kind == NUMBER and not layer.numeric:
        raise InputError(f"The field '{layer.field}' of '{layer.title}' holds no numbers; choose a numeric field.")


def _report(areas: Areas, title: str, note: Say) -> None:
    """Say what could not be used; InputError where nothing could."""
    if areas.without_crs:
        note(f"'{title}' or the reference layer has no CRS; coordinates are taken as they are.")
    reasons = {
        "outside the layers": areas.outside,
        "without value or geometry": areas.empty,
        "neither polygon nor point": areas.lines,
    }
    told = [f"{count} {reason}" for reason, count in reasons.items() if count]
    if not areas.values:
        raise InputError(
            f"{_NO_FEATURES.format(title=title)}: {', '.join(told) or 'the layer is empty'}. "
            "Give polygons or points on the layers, with a value in the chosen field."
        )
    if told:
        note(f"Features of '{title}' left out: {', '.join(told)}.")
    if areas.tiny:
        note(
            f"Polygons of '{title}' too small to hold the centre of a pixel: {areas.tiny}; "
            "each gives the pixel under its centroid."
        )


def _unanimous(areas: Areas, note: Say) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pixels (sorted, unique) of which all features say the same, and the first feature that covers each."""
    codes = {value: i for i, value in enumerate(dict.fromkeys(areas.values))}
    code_of = np.array([codes[value] for value in areas.values], np.int64)
    pixels = np.concatenate(areas.pixels)
    feature = np.repeat(np.arange(len(areas.pixels)), [len(p) for p in areas.pixels])
    order = np.argsort(pixels, kind="stable")
    pixels, feature = pixels[order], feature[order]
    unique, start = np.unique(pixels, return_index=True)
    code = code_of[feature]
    agree = np.minimum.reduceat(code, start) == np.maximum.reduceat(code, start)
    if not agree.all():
        note(f"Pixels left out, because polygons disagree about them: {int((~agree).sum())}.")
    return unique[agree], feature[start[agree]]


def _parted(
    areas: Areas, pixels: NDArray[np.int64], feature: NDArray[np.int64], title: str, note: Say
) -> NDArray[np.int64]:
    """The group of each pixel: its feature, or its part of one where a value has too few features to share out.

    So layers that were dissolved to one feature a class can be split by polygon.
    """
    count = Counter(areas.values)
    parted = [f for f, value in enumerate(areas.values) if count[value] < _ENOUGH and len(areas.parts[f]) > 1]
    group, number = feature.copy(), len(areas.values)
    for f in parted:
        for part in areas.parts[f]:
            place = np.minimum(np.searchsorted(pixels, part), len(pixels) - 1)
            group[place[(pixels[place] == part) & (feature[place] == f)]] = number
            number += 1
    if parted:
        note(
            f"Features of '{title}' that hold several polygons or points, in classes of one or two features: "
            f"{len(parted)}; their {number - len(areas.values)} parts are shared out one by one."
        )
    return group


# ---- classes


def _parts(value: Value, kind: str) -> tuple[Value, ...]:
    """The classes that a value of the field names: itself, or the labels between its commas."""
    if kind == CLASSES:
        return (int(value) if isinstance(value, float) and value.is_integer() else value,)
    return tuple(dict.fromkeys(label for part in str(value).split(",") if (label := part.strip())))


def _table(values: Iterable[Value], source: LabelSource, kind: str, note: Say) -> dict[Value, ClassInfo]:
    """Value of the field -> class, in the order of the map's values."""
    ordered = sorted(values, key=lambda value: (isinstance(value, str), value))
    decimal = next((value for value in ordered if isinstance(value, float)), None)
    if decimal is not None:
        raise InputError(
            f"The field '{source.field}' holds decimal numbers ({decimal:g}), which are no classes; "
            "choose another field, or learn a number."
        )
    if len(ordered) > _LARGEST_VALUE:
        raise InputError(
            f"The field '{source.field}' has {len(ordered)} classes; a map can show {_LARGEST_VALUE}. "
            "Is it a number, or an identifier?"
        )
    if len(ordered) > _MANY:
        note(f"The field '{source.field}' has {len(ordered)} classes; its map takes two bytes a pixel.")
    codes = _map_values(ordered, note)
    names, given = _styled(ordered, source.styles)
    taken = [colour for colour in given if colour]
    spare = iter(colours([name for name, colour in zip(names, given, strict=True) if not colour], taken))
    infos = {
        value: ClassInfo(code, name, colour or next(spare))
        for value, code, name, colour in zip(ordered, codes, names, given, strict=True)
    }
    return dict(sorted(infos.items(), key=lambda item: item[1].value))


def _map_values(ordered: Sequence[Value], note: Say) -> list[int]:
    """1 … k for texts; integer codes stay themselves where a map can hold them, else take free values."""
    if any(isinstance(value, str) for value in ordered):
        return list(range(1, len(ordered) + 1))
    kept = {int(value) for value in ordered if 1 <= value <= _LARGEST_VALUE}  # type: ignore[operator]
    free = (value for value in range(1, _LARGEST_VALUE + 1) if value not in kept)
    codes = {value: int(value) if value in kept else next(free) for value in ordered}
    moved = [f"{value} becomes {code}" for value, code in codes.items() if value != code]
    if moved:
        note(f"Class codes must lie between 1 and {_LARGEST_VALUE}: in the map, {_some(moved)}.")
    return list(codes.values())


def _styled(ordered: Sequence[Value], styles: Iterable[tuple[str, str, str]]) -> tuple[list[str], list[str]]:
    """Name and colour ("" where there is none) of each class, from the layer's style. Names differ."""
    style = {_plain(text): (name.strip(), colour.lower()) for text, name, colour in styles}
    names: list[str] = []
    given: list[str] = []
    for value in ordered:
        name, colour = style.get(_plain(str(value)), ("", ""))
        name = name or str(value)
        names.append(f"{name} ({value})" if name in names else name)
        given.append(colour if re.fullmatch(r"#[0-9a-f]{6}", colour) else "")
    return names, given


def _some(texts: Sequence[str]) -> str:
    return ", ".join(texts[:5]) + (f" and {len(texts) - 5} more" if len(texts) > 5 else "")


def _plain(text: str) -> str:
    """A field value as styles and fields both write it: "3.0" is "3"."""
    return re.sub(r"^([+-]?\d+)\.0+$", r"\1", text.strip())


def _indices(groups: Sequence[tuple[Value, ...]], table: Mapping[Value, ClassInfo], kind: str) -> NDArray[Any]:
    """The target of each feature: (features,) class index, or (features, classes) 0/1."""
    position = {value: i for i, value in enumerate(table)}
    if kind == LABELS:
        several = np.zeros((len(groups), len(table)), np.uint8)
        for row, labels in zip(several, groups, strict=True):
            row[[position[label] for label in labels if label in position]] = 1
        return several
    return np.array([position.get(group[0], -1) for group in groups], np.int64)
