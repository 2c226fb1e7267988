"""One training over several processes, as ``accelerate launch`` starts them; with a single process, everything here is trivial.

The first process runs the program. The others join it while it trains a network, each reading its share of every batch, and wait
otherwise: they read no files, calibrate and export nothing, and write and print nothing.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any, TypeVar, cast

import torch
from accelerate import Accelerator
from accelerate.utils import InitProcessGroupKwargs, broadcast_object_list
from torch import Tensor

PATIENCE = timedelta(days=7)
"""How long the other processes wait while the first one works alone, such as calibrating, exporting, or waiting for a disk."""

T = TypeVar("T")


@cache
def accelerator() -> Accelerator:
    """This process's handle: a GPU (bfloat16 if supported without emulation) or the CPU."""
    gpu = torch.cuda.is_available()
    short = gpu and torch.cuda.is_bf16_supported(including_emulation=False)
    return Accelerator(cpu=not gpu, mixed_precision="bf16" if short else "no", kwargs_handlers=[InitProcessGroupKwargs(timeout=PATIENCE)])


def device() -> torch.device:
    """The device of this process."""
    return cast(torch.device, accelerator().device)


def count() -> int:
    """The number of processes."""
    return int(accelerator().num_processes)


def first() -> bool:
    """Whether this is the process that runs the program."""
    return bool(accelerator().is_main_process)


def own(parts: Sequence[T]) -> Sequence[T]:
    """The parts of a batch that this process reads; none if there are too few for all processes."""
    each = -(-len(parts) // count())
    return parts[each * accelerator().process_index :][:each]


def shared(thing: T) -> T:
    """The first process's value, broadcast to all; the others wait for it."""
    return thing if count() == 1 else cast(T, broadcast_object_list([thing])[0])


def told() -> Any:
    """What the first process shares next; called by the other processes, which wait for it."""
    return broadcast_object_list([None])[0]


def summed(tensors: Sequence[Tensor]) -> list[Tensor]:
    """Each of these float tensors summed over all processes."""
    flat = accelerator().reduce(torch.cat([tensor.flatten().float() for tensor in tensors]), "sum")
    parts = flat.split([tensor.numel() for tensor in tensors])
    return [part.view_as(tensor) for part, tensor in zip(parts, tensors, strict=True)]


def over() -> None:
    """End the process group, if there is one."""
    if count() > 1:
        accelerator().end_training()
