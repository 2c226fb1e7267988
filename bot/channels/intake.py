"""The common path from a request to the reception: the checks that channels share, and finding the answer to a message."""

import hashlib
import re
import secrets
import time
import uuid
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot import keys
from bot.channels.limits import clean, printable
from bot.channels.wire import NewMessage, Refusal, unknown_conversation
from bot.dialogue.domain import Domain
from bot.dialogue.events import Event, MessageReceived
from bot.errors import UnknownConversation
from bot.rates import LocalClocks, Rates, rates
from bot.store.records import Channel, Message, Summary

ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
REMEMBERED = 20_000
"""Conversations whose pack, channel and progress a process remembers at most."""

PAGE = 200
"""Lines that one read of a conversation fetches at most."""

NO_LIMITS = rates(LocalClocks(), 0, 0)


class ChannelReception(Protocol):
    """What channels need of ``bot.reception.Reception``, where the methods are documented."""

    async def open(self, pack: str, channel: Channel, language: str | None = None, conversation_id: str | None = None) -> str: ...

    async def receive(self, conversation_id: str, event: Event, key: str) -> bool: ...

    async def wait(self, conversation_id: str, key: str, seconds: float) -> bool: ...

    async def messages(self, conversation_id: str, after: int = 0, limit: int = PAGE) -> list[Message]: ...

    def latest(self, conversation_id: str, after: int) -> list[Message] | None: ...

    def follow(self, conversation_id: str) -> AsyncIterator[None]: ...

    async def summary(self, conversation_id: str) -> Summary: ...

    async def last(self, conversation_id: str) -> int: ...

    async def picture(self, conversation_id: str, seq: int) -> bytes: ...


@dataclass(slots=True)
class Place:
    """The pack and channel of a conversation, and the highest ``seq`` of it that this process has seen."""

    pack: str
    channel: Channel
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """A message that is in the inbox; ``fresh`` is False if it was there before, and its answer has a ``seq`` greater than ``since``."""

    conversation_id: str
    id: str
    key: str
    fresh: bool
    since: int


class Intake:
    """Checks what comes in, hands it to the reception, and reads the answers."""

    def __init__(self, reception: ChannelReception, domains: Mapping[str, Domain], max_message: int, rates: Rates = NO_LIMITS) -> None:
        self.reception, self.domains, self.max_message, self.rates = reception, domains, max_message, rates
        self.places: OrderedDict[str, Place] = OrderedDict()

    def pack(self, name: str) -> Domain:
        """The domain of a pack; raises Refusal 404, which lists the packs, if it is not served."""
        if name not in self.domains:
            raise Refusal(404, "unknown_pack", f"There is no pack {clean(name)[:80]!r} here; there is: {', '.join(sorted(self.domains))}.")
        return self.domains[name]

    async def place(self, pack: str, conversation_id: str, channels: tuple[Channel, ...] = ("web", "rest")) -> Place:
        """The place of a conversation; raises Refusal 404 if it does not exist in this pack or belongs to another channel."""
        self.pack(pack)
        place = self.places.get(conversation_id)
        if place is None and ID.fullmatch(conversation_id):
            try:
                summary = await self.reception.summary(conversation_id)
            except UnknownConversation:
                pass
            else:
                place = self.remember(conversation_id, Place(summary.pack, summary.channel))
        if place is None or place.pack != pack or place.channel not in channels:
            raise unknown_conversation()
        return place

    def remember(self, conversation_id: str, place: Place) -> Place:
        """Remember a conversation's place, and forget the oldest one when there are too many."""
        self.places[conversation_id] = place
        if len(self.places) > REMEMBERED:
            self.places.popitem(last=False)
        return place

    async def open(self, pack: str, channel: Channel, language: str | None, address: str = "") -> str:
        """Open a conversation, whose id is 128 random bits, and wait for its greeting; raises Overloaded if ``address`` opens too many."""
        self.pack(pack)
        await self.rates.openings.admit(address)
        conversation_id = await self.reception.open(pack, channel, language, secrets.token_hex(16))
        self.remember(conversation_id, Place(pack, channel))
        return conversation_id

    async def conversation_of(self, pack: str, channel: Channel, sender: str, language: str | None) -> str:
        """The only conversation of a channel's sender in this pack, opened when the sender first writes."""
        self.pack(pack)
        conversation_id = id_of(channel, pack, sender)
        if conversation_id not in self.places:
            await self.reception.open(pack, channel, language, conversation_id)
            self.remember(conversation_id, Place(pack, channel))
        return conversation_id

    async def deliver_from(self, pack: str, channel: Channel, sender: str, language: str | None, message: NewMessage) -> Receipt:
        """Put a message into its sender's conversation, which is opened again if it was deleted in the meantime."""
        conversation_id = await self.conversation_of(pack, channel, sender, language)
        try:
            return await self.deliver(conversation_id, message)
        except UnknownConversation:
            self.places.pop(conversation_id, None)
            return await self.deliver(await self.conversation_of(pack, channel, sender, language), message)

    def text(self, text: str, field: str = "text") -> str:
        """The text without control characters; raises Refusal 422 if it is too long."""
        if len(text) > self.max_message:
            sentence = f"{field} has {len(text):,} characters, {self.max_message:,} at most: please send it in parts."
            raise Refusal(422, "too_long", sentence)
        return clean(text)

    def key(self, conversation_id: str, kind: keys.Kind, id: str) -> str:
        """The inbox key for an ``id`` that the sender chose; raises Refusal 422 if the id is empty or has control characters."""
        if not printable(id):
            raise Refusal(422, "invalid_request", "id: It should have no control characters, and not be empty.")
        return keys.key(conversation_id, kind, id)

    async def deliver(self, conversation_id: str, message: NewMessage) -> Receipt:
        """Put a customer's message into the inbox of a conversation that the caller has checked.

        Raises Overloaded if messages come too fast or too many wait, and Refusal 422.
        """
        await self.rates.messages.admit(conversation_id)
        if message.text is None and message.choice is None:
            raise Refusal(422, "invalid_request", "A message needs text, or the choice of a quick reply.")
        text = self.text(message.text or "")
        choice = None if message.choice is None else clean(message.choice)
        if choice is not None and not text:
            text = await self.label(conversation_id, choice)
        delivery_id = uuid.uuid4().hex if message.id is None else message.id
        key = self.key(conversation_id, "message", delivery_id)
        since = self.places[conversation_id].seen if conversation_id in self.places else 0
        fresh = await self.reception.receive(conversation_id, MessageReceived(time.time(), text, delivery_id, choice), key)
        return Receipt(conversation_id, delivery_id, key, fresh, since)

    async def label(self, conversation_id: str, payload: str) -> str:
        """The label of the quick reply with this payload when it was last offered, or the payload if it never was."""
        labels = {b.payload: b.label for m in await self.lines(conversation_id) for b in m.buttons}
        return labels.get(payload, payload)

    async def lines(self, conversation_id: str, after: int = 0) -> list[Message]:
        """All lines whose ``seq`` is greater than ``after``, oldest first."""
        found = self.reception.latest(conversation_id, after)
        if found is None:
            found = await self.read(conversation_id, after)
        if found and (place := self.places.get(conversation_id)):
            place.seen = max(place.seen, found[-1].seq)
        return found

    async def read(self, conversation_id: str, after: int) -> list[Message]:
        """The same lines, from the store."""
        found: list[Message] = []
        while page := await self.reception.messages(conversation_id, found[-1].seq if found else after, PAGE):
            found += page
            if len(page) < PAGE:
                break
        return found

    async def answer(self, receipt: Receipt) -> list[Message]:
        """The customer's own line and what was said in its turn; a message that was sent again may be anywhere in the conversation."""
        for after in (receipt.since, 0) if receipt.since else (0,):
            lines = await self.lines(receipt.conversation_id, after)
            own = next((m for m in lines if m.author == "customer" and m.delivery_id == receipt.id), None)
            if own is not None:
                return [m for m in lines if m.turn == own.turn and m.seq >= own.seq]
        return []


def id_of(channel: Channel, pack: str, sender: str) -> str:
    """The id of the only conversation of a channel's sender with a pack."""
    return f"{channel}-{hashlib.sha256(f'{pack}/{sender}'.encode()).hexdigest()[:32]}"
