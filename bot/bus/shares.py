"""Divides conversations among workers, so that a worker mostly sees the same ones and has their leases and state at hand.

Conversations fall into partitions, and each partition belongs to the living worker with the highest hash for it (rendezvous hashing,
Thaler and Ravishankar 1998). So when a worker comes or goes, only the partitions that it gains or had change hands.
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
    """A worker's hash for a partition."""
    return blake2b(f"{number} {worker}".encode(), digest_size=8).digest()


@dataclass(frozen=True, slots=True)
class Partitions:
    """The partitions of one worker; ``in`` tests whether a conversation falls into one of them."""

    numbers: frozenset[int]

    def __contains__(self, conversation_id: object) -> bool:
        return isinstance(conversation_id, str) and partition(conversation_id) in self.numbers


NONE = Partitions(frozenset())


def partitions(worker: str, living: Iterable[str]) -> Partitions:
    """The partitions of a worker among the living ones; it counts as living itself."""
    everybody = {worker, *living}
    return Partitions(frozenset(n for n in range(PARTITIONS) if max(everybody, key=lambda name: draw(name, n)) == worker))
