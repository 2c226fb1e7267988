"""The whole of Frontdesk but for its models: the retail pack, the engine, the SQL store, the worker and the ways in."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from fastapi import FastAPI

from bot import packs
from bot.actions import PackActions
from bot.app import Components, create_app
from bot.bus.local import LocalArrivals, LocalBus
from bot.channels.telegram.attaching import attached
from bot.composition import working
from bot.dialogue.conversation import Utterance
from bot.dialogue.domain import Domain, Picture
from bot.dialogue.effects import Retrieve
from bot.dialogue.events import Passage, Score, Thresholds, Understood
from bot.engine import Serving
from bot.inference.script import group_of
from bot.lookout import Lookout
from bot.pictures import PNG, Pictures
from bot.reception import Reception
from bot.recognisers import recognise
from bot.settings import Settings
from bot.store.sql import SqlStore
from bot.telemetry import Telemetry, WatchedEngine
from bot.turn import Vector
from bot.worker import Worker

RETAIL = Path(__file__).parent.parent / "domains/retail"
KNOWN = {"where is": "track_order", "到哪": "track_order", "person": "human_agent", "thank": "thanks", "deliver": "delivery_cost"}


class ScriptedUnderstander:
    """Knows intents by a word of the message; everything else is out of scope. Values are recognised as they are in earnest."""

    def __init__(self, domain: Domain, known: Mapping[str, str] = KNOWN) -> None:
        self.domain, self.known = domain, known

    async def understand(self, text: str, at: float, lines: Sequence[Utterance] = ()) -> tuple[Understood, Vector]:
        language = "zh" if group_of(text) == "other" else "en"
        wanted = [intent for word, intent in self.known.items() if word in text.lower()]
        understood = Understood(
            at=at,
            text=text,
            language=language,
            intents=tuple(Score(intent, 0.97) for intent in wanted[:1]),
            out_of_scope=0.02 if wanted else 0.9,
            sentiment=(Score("neutral", 0.9), Score("negative", 0.05), Score("positive", 0.05)),
            entities=recognise(text, self.domain, language, datetime.fromtimestamp(at, UTC).date()),
            thresholds=Thresholds(accept=0.6, out_of_scope=0.5),
            model="scripted",
        )
        return understood, np.ones(2, np.float32)


class OnePassage:
    """A knowledge base of one passage."""

    async def search(self, request: Retrieve, vector: Vector) -> tuple[Passage, ...]:
        text = "Standard delivery costs $4.90, and nothing from $60."
        return (Passage("delivery-costs#0", "What delivery costs", text, 1.0, "knowledge", "en", request.intents),)


@asynccontextmanager
async def house(settings: Settings) -> AsyncIterator[FastAPI]:
    """The application over a database in ``settings.data_dir``; beside its greeting stands a picture."""
    pack = packs.load(RETAIL)
    domain = replace(pack.domain, pictures={"greeting": Picture("draw", ())})
    pack = replace(pack, domain=domain, pictures={"draw": lambda call: PNG + call.conversation_id.encode()})
    actions = PackActions(pack, settings.data_dir / "packs/retail")
    serving = Serving(pack.domain, ScriptedUnderstander(pack.domain), OnePassage(), actions, "scripted")
    store, bus, telemetry = await SqlStore.connect(settings.database), LocalBus(), Telemetry()
    engine = WatchedEngine(store, {"retail": serving}, seconds=settings.turn_seconds)
    engine.watch, engine.failed = telemetry.turn, telemetry.failed
    domains = {"retail": pack.domain}
    reception = Reception(store, bus, domains, settings.max_waiting, pictures=Pictures({"retail": pack}, settings.data_dir))
    async with attached(settings, reception, store, bus) as telegram:
        jobs = (*telegram.inlets, telegram.delivery) if settings.telegram_token.get_secret_value() else ()
        yield create_app(
            settings,
            Components(
                reception,
                domains,
                {"retail": "scripted"},
                working(Worker(engine, Lookout(store, LocalArrivals(bus)), bus), *jobs),
                telemetry,
                pack.demo.get("orders", ()),
                routes=telegram.routes,
            ),
        )
    await store.close()
    actions.close()
