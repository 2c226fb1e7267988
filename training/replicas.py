"""One training step on all cores: a batch in parts, each read by a replica of the network, the gradients added up.

Threads inside an operation wait for each other hundreds of times a step, and on a machine that does something else besides every wait
costs a turn of the scheduler. Replicas, each on a thread of its own, meet once a step (numbers: docs/experiments.md).
"""

import copy
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from training.network import Network

Part = TypeVar("Part")
Result = TypeVar("Result")

MOST = 4
"""Replicas; the parts of a batch would become too small for more."""


class Replicas:
    """Copies of a network that share its weights, not its gradients; ``count`` threads of one core each until ``close``."""

    def __init__(self, network: Network, count: int) -> None:
        self.networks = [network, *(sharing(network) for _ in range(count - 1))]
        self.threads_before = torch.get_num_threads()
        self.pool = pool(count) if count > 1 else None
        if self.pool is not None:
            torch.set_num_threads(1)

    def backward(self, losses: Sequence[Callable[[Network], Tensor]]) -> float:
        """Take the gradients of a batch whose parts have these losses, each a share of the whole; the loss of the whole batch."""
        if self.pool is None:
            return sum(graded(loss, self.networks[0]) for loss in losses)
        total = sum(self.pool.map(graded, losses, self.networks))
        own, *others = (tuple(network.trained().values()) for network in self.networks)
        for other in others:
            for weight, copied in zip(own, other, strict=True):
                if copied.grad is not None:
                    weight.grad = copied.grad if weight.grad is None else weight.grad.add_(copied.grad)
                    copied.grad = None
        return total

    def close(self) -> None:
        """End the threads, and give torch back those it had."""
        if self.pool is not None:
            self.pool.shutdown()
            torch.set_num_threads(self.threads_before)


def pool(count: int) -> ThreadPoolExecutor:
    """Threads of one core each."""
    return ThreadPoolExecutor(count, initializer=torch.set_num_threads, initargs=(1,))


def side_by_side(read: Callable[[Part], Result], parts: Iterable[Part], place: torch.device) -> list[Result]:
    """What ``read`` makes of each part without gradients, in their order: one thread a core, or one after the other on a GPU."""

    def without_gradients(part: Part) -> Result:
        with torch.no_grad():  # which every thread has to say for itself
            return read(part)

    if place.type == "cuda":
        return [without_gradients(part) for part in parts]
    with pool(os.cpu_count() or 1) as threads:
        return list(threads.map(without_gradients, parts))


def sharing(network: Network) -> Network:
    """A copy of a network over the same memory: what an optimiser does to the one, the other has too."""
    memo: dict[int, Any] = {id(weight): nn.Parameter(weight.data, weight.requires_grad) for weight in network.parameters()}
    copied: Network = copy.deepcopy(network, memo)
    return copied


def graded(loss: Callable[[Network], Tensor], network: Network) -> float:
    """The loss of one part, its gradients left in the network."""
    value = loss(network)
    value.backward()
    return float(value.detach())


def how_many(place: torch.device, cores: int | None = None) -> int:
    """One replica a core on a CPU, one in all on a GPU."""
    return 1 if place.type == "cuda" else max(1, min(MOST, cores or os.cpu_count() or 1))
