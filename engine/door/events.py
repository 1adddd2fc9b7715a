"""What a running job says, one JSON object a line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Event:
    """One line of a running job: ``progress`` (value 0…1, text, seconds left or null), ``log`` (text, level info or
    warning), ``metric`` (stage, epoch, name, value; a validation score is named 'validation', or 'validation hsi+msi'
    for a subset), ``device`` (name), ``usage`` (memory and device_memory in bytes), ``result`` (values) or ``error``
    (text)."""

    event: str
    values: dict[str, Any]

    def line(self) -> str:
        return json.dumps({"event": self.event, **self.values}, allow_nan=True)

    @classmethod
    def parse(cls, line: str) -> Event | None:
        """The event in a line, or None where the line is not one."""
        try:
            values = json.loads(line)
            return cls(values.pop("event"), values)
        except (ValueError, KeyError, AttributeError, TypeError):
            return None
