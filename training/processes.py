"""One training over several processes, as ``accelerate launch`` starts them; in a process of its own each of these is a matter of course.

The first process runs the program. The others join it where it trains a network, each reading its share of every batch, and wait where
it does not: they read no rows, calibrate and export nothing, and write and print nothing.
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
"""How long the others wait for what the first process does without them: calibrating, exporting, or waiting for a disk."""

T = TypeVar("T")


@cache
def accelerator() -> Accelerator:
    """This process among the others, and its device: a GPU, in bfloat16 where it has that, else the CPU."""
    gpu = torch.cuda.is_available()
    short = gpu and torch.cuda.is_bf16_supported(including_emulation=False)
    return Accelerator(cpu=not gpu, mixed_precision="bf16" if short else "no", kwargs_handlers=[InitProcessGroupKwargs(timeout=PATIENCE)])


def device() -> torch.device:
    """Where this process computes."""
    return cast(torch.device, accelerator().device)


def count() -> int:
    """How many processes there are."""
    return int(accelerator().num_processes)


def first() -> bool:
    """Whether this is the process that runs the program."""
    return bool(accelerator().is_main_process)


def own(parts: Sequence[T]) -> Sequence[T]:
    """What of the parts of a batch is for this process; nothing where the batch was too small for all."""
    each = -(-len(parts) // count())
    return parts[each * accelerator().process_index :][:each]


def shared(thing: T) -> T:
    """What the first process has, given to all; the others wait for it."""
    return thing if count() == 1 else cast(T, broadcast_object_list([thing])[0])


def told() -> Any:
    """What the first process shares next, for another one that waits for it."""
    return broadcast_object_list([None])[0]


def summed(tensors: Sequence[Tensor]) -> list[Tensor]:
    """The sum over all processes of each of these float tensors."""
    flat = accelerator().reduce(torch.cat([tensor.flatten().float() for tensor in tensors]), "sum")
    parts = flat.split([tensor.numel() for tensor in tensors])
    return [part.view_as(tensor) for part, tensor in zip(parts, tensors, strict=True)]


def over() -> None:
    """No process joins another any more."""
    if count() > 1:
        accelerator().end_training()
