"""Data parallelism over cores: each replica of the network reads a part of the batch, and their gradients are summed.

Threads inside an operation synchronise hundreds of times in a step, and on a busy machine each time costs a turn of the scheduler.
Replicas, each on its own thread, synchronise once in a step (docs/experiments.md has the numbers).
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
"""The most replicas; with more, the parts of a batch would become too small."""


class Replicas:
    """Copies of a network that share its weights but not its gradients, on ``count`` single-core threads until ``close``."""

    def __init__(self, network: Network, count: int) -> None:
        self.networks = [network, *(sharing(network) for _ in range(count - 1))]
        self.threads_before = torch.get_num_threads()
        self.pool = pool(count) if count > 1 else None
        if self.pool is not None:
            torch.set_num_threads(1)

    def backward(self, losses: Sequence[Callable[[Network], Tensor]]) -> float:
        """Compute the gradients of a batch from the weighted losses of its parts; returns the loss of the whole batch."""
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
        """End the threads and restore torch's own number of threads."""
        if self.pool is not None:
            self.pool.shutdown()
            torch.set_num_threads(self.threads_before)


def pool(count: int) -> ThreadPoolExecutor:
    """A pool of threads in each of which torch uses one core."""
    return ThreadPoolExecutor(count, initializer=torch.set_num_threads, initargs=(1,))


def side_by_side(read: Callable[[Part], Result], parts: Iterable[Part], place: torch.device) -> list[Result]:
    """Apply ``read`` to each part without gradients, in order of the parts: on a thread for each core, or one by one on a GPU."""

    def without_gradients(part: Part) -> Result:
        with torch.no_grad():  # this mode is local to a thread
            return read(part)

    if place.type == "cuda":
        return [without_gradients(part) for part in parts]
    with pool(os.cpu_count() or 1) as threads:
        return list(threads.map(without_gradients, parts))


def sharing(network: Network) -> Network:
    """A copy of a network over the same memory, so that an optimiser step on one changes both."""
    memo: dict[int, Any] = {id(weight): nn.Parameter(weight.data, weight.requires_grad) for weight in network.parameters()}
    copied: Network = copy.deepcopy(network, memo)
    return copied


def graded(loss: Callable[[Network], Tensor], network: Network) -> float:
    """The loss of one part; its gradients are added to the network's."""
    value = loss(network)
    value.backward()
    return float(value.detach())


def how_many(place: torch.device, cores: int | None = None) -> int:
    """The number of replicas: one for each core, at most ``MOST``, or a single one on a GPU."""
    return 1 if place.type == "cuda" else max(1, min(MOST, cores or os.cpu_count() or 1))
