"""Trains the adapted encoder, in one process or several, and resumes from checkpoints of an interrupted run."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from bot.errors import FrontdeskError, ModelError
from bot.inference.tags import tags_of
from training import base as bases
from training import checkpoint, processes, products, watching
from training.base import Base
from training.batches import by_length, tokenizer
from training.examples import Examples
from training.network import Network, Read, adapted
from training.passes import Run, Tick
from training.recipe import Recipe
from training.replicas import side_by_side
from training.watching import Watch

State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """The inputs of a training: name of the base encoder, rows, settings, and the checkpoint to resume from."""

    base: str
    examples: Examples
    recipe: Recipe
    seed: int
    begun: State | None


def steady(seed: int) -> None:
    """Make torch reproducible: a seed and deterministic kernels. OMP_NUM_THREADS sets the number of threads."""
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True, warn_only=True)


def fit(base: Base, examples: Examples, recipe: Recipe, seed: int, work: Path, tick: Tick = lambda done, of: None) -> Network:
    """Train a network; ModelError if the training diverges, or did so before with the same input.

    Checkpoints stay in ``work``, also the last one, so that an interrupted training of several networks keeps those that are done.
    """
    place = f"{processes.device()}{' bfloat16' if short(recipe) else ''}"
    folder = work / checkpoint.key(recipe, seed, base.record.sha256, place, examples.texts, *fingerprint(examples))
    if checkpoint.broken(folder):
        raise ModelError(broke_down(folder, "broke down before with the same rows, effort and seed"))
    plan = processes.shared(Plan(base.record.name, examples, recipe, seed, checkpoint.load(folder)))
    try:
        return fitted(base, plan, tick, lambda state: checkpoint.save(folder, state))
    except FloatingPointError as error:
        checkpoint.mark_broken(folder)
        raise ModelError(broke_down(folder, f"broke down in {error}")) from error


def short(recipe: Recipe) -> bool:
    """Whether a training by this recipe multiplies frozen weights in bfloat16 on this process's device."""
    return recipe.bfloat16 and products.possible(processes.device())


@contextmanager
def leading() -> Iterator[bool]:
    """Yield whether this process runs the program; any other process takes part in its trainings first, until the program ends."""
    if not processes.first():
        while plan := processes.told():
            with suppress(FloatingPointError):  # which the first process says
                fitted(bases.load(plan.base), plan)
        processes.over()
        yield False
        return
    try:
        yield True
    except FrontdeskError:
        processes.shared(None)
        raise
    processes.shared(None)
    processes.over()


def fitted(base: Base, plan: Plan, tick: Tick = lambda done, of: None, keep: Callable[[State], None] = lambda state: None) -> Network:
    """The trained network; FloatingPointError names the epoch in which it diverged. ``keep`` receives a checkpoint after each epoch."""
    steady(plan.seed)
    place, recipe = processes.device(), plan.recipe
    examples, watched = watching.parted(plan.examples, plan.seed) if recipe.patience else (plan.examples, None)
    network: Network = Network(adapted(base.model, recipe.rank), examples.intents.shape[1], tags_of(examples.slots)).to(place)
    run = Run(network, examples, recipe, plan.seed, place, base.tokenizer)
    watch = None if watched is None else Watch(run.encoded(watched.texts), watched.intents, recipe.patience)
    epochs = recipe.epochs_for(len(examples.texts))
    begun, over = run.resume(plan.begun), False
    if watch is not None and plan.begun is not None:
        over = watch.resume(plan.begun["watch"])
    per_epoch = math.ceil(len(examples.texts) / recipe.batch)
    tick(begun * per_epoch, epochs * per_epoch)
    try:
        with products.quick([one.encoder for one in run.replicas.networks]) if short(recipe) else nullcontext():
            for epoch in range(epochs if over else begun, epochs):
                run.epoch(epoch, epochs, tick)
                over = watch is not None and processes.shared(processes.first() and watch.unlearns(network, place))
                keep(run.state(epoch + 1) | ({"watch": watch.state()} if watch is not None else {}))
                if over:
                    break
    except FloatingPointError as error:
        kept = f"; epoch {epoch} is kept" if epoch else ""
        raise FloatingPointError(f"epoch {epoch + 1} of {epochs}, {error}{kept}") from error
    finally:
        run.replicas.close()
    tick(epochs * per_epoch, epochs * per_epoch)
    if watch is not None:
        watch.settle(network)
    network.course = run.course
    network.to("cpu").eval()
    return network


def fingerprint(examples: Examples) -> list[object]:
    """The inputs besides texts and settings that determine the result."""
    targets = (examples.intents, examples.sentiment, examples.sentiment_weight)
    return [*(tensor.tolist() for tensor in targets), examples.slots, examples.spans if examples.slots else ()]


def broke_down(folder: Path, what: str) -> str:
    """The error message of a diverged training; the same command would diverge at the same place again."""
    again = f"to go on after all from what is kept, delete {folder / checkpoint.BROKEN}"
    return f"training {what}: give another --seed, or another --effort; {again}"


def predict(network: Network, definition: str, texts: Sequence[str]) -> Read:
    """The outputs of a trained network for texts, in their order, in float32 on the CPU."""
    ids = [one.ids for one in tokenizer(definition).encode_batch(list(texts))]
    batches = list(by_length(ids))
    done: list[Read] = side_by_side(lambda batch: network(batch[1], batch[2]), batches, torch.device("cpu"))
    order = torch.tensor([row for rows, _, _ in batches for row in rows]).argsort()
    return Read(*(torch.cat([getattr(part, name) for part in done])[order] for name in ("intents", "sentiment", "vector", "sentence")))
