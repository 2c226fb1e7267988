"""Divides conversations among workers, so that one of them mostly meets the same: it has their leases and their state at hand.

Conversations fall into partitions, and each partition to the living worker that draws the highest number for it (rendezvous hashing,
Thaler and Ravishankar 1998): when a worker comes or goes, only what it gets or had moves.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

PARTITIONS = 64


def partition(conversation_id: str) -> int:
    """The partition of a conversation, from 0 to PARTITIONS - 1."""
    return zlib.crc32(conversation_id.encode()) % PARTITIONS


def draw(worker: str, number: int) -> bytes:
    """What a worker draws for a partition."""
    return blake2b(f"{number} {worker}".encode(), digest_size=8).digest()


@dataclass(frozen=True, slots=True)
class Partitions:
    """The partitions of one worker; the conversations in them are ``in`` it."""

    numbers: frozenset[int]

    def __contains__(self, conversation_id: object) -> bool:
        return isinstance(conversation_id, str) and partition(conversation_id) in self.numbers


NONE = Partitions(frozenset())


def partitions(worker: str, living: Iterable[str]) -> Partitions:
    """The partitions of a worker among those that live, itself counted in."""
    everybody = {worker, *living}
    return Partitions(frozenset(n for n in range(PARTITIONS) if max(everybody, key=lambda name: draw(name, n)) == worker))
