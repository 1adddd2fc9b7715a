"""Which network of an ensemble is trained: what its stages are called, and their part of the whole. No torch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Member:
    """Network ``number`` of ``count``, from 0 on."""

    number: int = 0
    count: int = 1

    def of(self, stage: str) -> str:
        """The name of a stage of this network, which no stage of another one has."""
        return stage if self.count == 1 else f"{stage} ({self.number + 1} of {self.count})"

    def span(self, of_network: tuple[float, float]) -> tuple[float, float]:
        """A part of the network's progress -> that part of the progress of all networks."""
        low, high = of_network
        return (self.number + low) / self.count, (self.number + high) / self.count


#: a network that is no ensemble's
ALONE = Member()


def members(count: int) -> list[Member]:
    return [Member(number, count) for number in range(count)]
