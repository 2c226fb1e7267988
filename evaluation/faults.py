"""Faults that a case injects: models that fail, and actions that raise, hang or return nonsense."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NoReturn

from bot.dialogue.conversation import Utterance
from bot.dialogue.effects import Retrieve
from bot.dialogue.events import Passage, Understood
from bot.engine import Serving
from bot.errors import ModelError
from bot.packs import Function, Pack
from bot.turn import Vector

PATIENCE = 0.05
"""The time limit, in seconds, of an action that hangs, so that the case need not wait for the action's own limit."""


class Deaf:
    """An understander that always fails."""

    async def understand(self, text: str, at: float, lines: Sequence[Utterance] = ()) -> tuple[Understood, Vector]:
        """ModelError, always."""
        raise ModelError("the encoder is broken on purpose")


class Lost:
    """A retriever that always fails."""

    async def search(self, request: Retrieve, vector: Vector) -> tuple[Passage, ...]:
        """ModelError, always."""
        raise ModelError("the index is broken on purpose")


def raises(call: object, **slots: object) -> NoReturn:
    """An action that fails."""
    raise RuntimeError("broken on purpose")


async def hangs(call: object, **slots: object) -> None:
    """An action that never returns."""
    await asyncio.Event().wait()


def nonsense(call: object, **slots: object) -> Any:
    """An action that returns what no slot can hold."""
    return "nonsense"


WAYS: dict[str, Function] = {"": raises, "hangs": hangs, "nonsense": nonsense}


def broken_models(serving: Serving, failures: Sequence[str]) -> Serving:
    """The models, with the broken ones replaced."""
    if "understand" in failures:
        serving = replace(serving, understander=Deaf())
    return replace(serving, retriever=Lost()) if "retrieve" in failures else serving


def broken_actions(pack: Pack, failures: Sequence[str]) -> Pack:
    """The pack, with the broken actions replaced."""
    functions, actions = dict(pack.actions), dict(pack.domain.actions)
    for name, _, way in (failure.partition(" ") for failure in failures):
        if name in functions:
            functions[name] = WAYS[way]
            actions[name] = replace(actions[name], seconds=PATIENCE) if way == "hangs" else actions[name]
    return replace(pack, actions=functions, domain=replace(pack.domain, actions=actions))
