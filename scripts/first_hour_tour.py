"""Photographs every other window of the plugin, after the first hour."""

from __future__ import annotations

from pathlib import Path

from qgis_user import Doing, User


def tour(user: User, out: Path) -> Doing:
    yield from ()
