"""Class descriptions as a table that people edit: one row a class, one column a text."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..door.descriptions import COLUMNS, Texts
from ..door.errors import InputError

_CLASS = "class"


def write_table(path: str | Path, names: Sequence[str], texts: Sequence[Texts], columns: Sequence[str]) -> None:
    """Write the texts of the classes: a GeoPackage, which QGIS edits, or a CSV.

    The CSV is UTF-8 with a byte-order mark, so that spreadsheets read it rightly.
    """
    rows = [{_CLASS: name, **{c: text[c] for c in columns}} for name, text in zip(names, texts, strict=True)]
    if Path(path).suffix.lower() == ".gpkg":
        from .geopackage import write_rows  # who writes a CSV needs no GDAL

        write_rows(path, (_CLASS, *columns), rows)
        return
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, (_CLASS, *columns))
        writer.writeheader()
        writer.writerows(rows)


def read_table(path: str | Path, names: Sequence[str], columns: Sequence[str]) -> list[Texts]:
    """The texts of the classes ``names`` in these columns; commas, semicolons or tabs between the cells.

    Raises InputError that names the file and what it lacks: a row, a column, a text.
    """
    header, rows = _cells(Path(path))
    shown = Path(path).name
    unknown = [column for column in header if column not in (_CLASS, *COLUMNS)]
    if unknown:
        raise InputError(
            f"The class descriptions '{shown}' have an unknown column '{unknown[0]}'; "
            f"the columns are {', '.join((_CLASS, *COLUMNS))}."
        )
    lacking = [column for column in (_CLASS, *columns) if column not in header]
    if lacking:
        raise InputError(
            f"The class descriptions '{shown}' have no column '{lacking[0]}'; add it, or write the table anew with "
            "rsmiss:describeclasses."
        )
    by_name = _by_name(header, rows, shown)
    return [_row(name, by_name, columns, shown) for name in names]


def _cells(path: Path) -> tuple[list[str], list[list[str]]]:
    """Header and rows; spreadsheets of some languages put semicolons or tabs between the cells."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            separator = max(",;\t", key=first.count)
            file.seek(0)
            lines = [line for line in csv.reader(file, delimiter=separator) if any(cell.strip() for cell in line)]
    except UnicodeDecodeError as error:
        raise InputError(f"The class descriptions '{path.name}' are not UTF-8 text; save them as CSV UTF-8.") from error
    except (OSError, csv.Error) as error:
        raise InputError(f"The class descriptions '{path}' cannot be read: {error}.") from error
    if not lines:
        raise InputError(f"The class descriptions '{path.name}' are empty; write them with rsmiss:describeclasses.")
    return [cell.strip().lower() for cell in lines[0]], lines[1:]


def _by_name(header: list[str], rows: list[list[str]], shown: str) -> dict[str, Mapping[str, str]]:
    table: dict[str, Mapping[str, str]] = {}
    for number, cells in enumerate(rows, start=1):
        if len(cells) > len(header):
            raise InputError(
                f"Row {number} of the class descriptions '{shown}' has {len(cells)} cells, but the header has "
                f"{len(header)}; put texts that hold the separator in quotes."
            )
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        name = _key(row[_CLASS])
        if name in table:
            raise InputError(f"The class descriptions '{shown}' have two rows for '{row[_CLASS]}'; keep one.")
        table[name] = row
    return table


def _row(name: str, table: Mapping[str, Mapping[str, str]], columns: Sequence[str], shown: str) -> Texts:
    row = table.get(_key(name))
    if row is None:
        raise InputError(
            f"The class descriptions '{shown}' have no row for the class '{name}'; add one, or write the table anew "
            "with rsmiss:describeclasses."
        )
    empty = [column for column in columns if not row.get(column)]
    if empty:
        raise InputError(f"The class descriptions '{shown}' have no text for '{name}' in the column '{empty[0]}'.")
    return {column: row[column] for column in columns}


def _key(name: str) -> str:
    """Spelling is forgiven, plurals are not: 'oat' and 'oats' may be two classes of a user's."""
    return name.strip().casefold()
