"""A customer who talks to a pack through the pure core, its recognisers and its real actions; what the model would say is given."""

from collections import deque
from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

from bot.actions import ActionCall
from bot.dialogue.conversation import Conversation
from bot.dialogue.effects import AskRating, CallAction, Escalate, Retrieve, Send, Understand
from bot.dialogue.events import ActionReturned, Event, Found, MessageReceived, Score, Thresholds, Understood
from bot.dialogue.step import opening, step
from bot.inference.tags import Span
from bot.packs import Pack
from bot.recognisers import recognise
from bot.understanding.tagging import with_tags

numbers = count(1)
TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 15, tzinfo=UTC).timestamp()
"""A Tuesday on which people are at the desk."""

SURE = Thresholds(accept=0.5, out_of_scope=0.5)


class Customer:
    """Says things and keeps what came back in the last turn."""

    def __init__(self, pack: Pack, data_dir: Path, language: str = "en") -> None:
        self.pack, self.data_dir = pack, data_dir
        self.conversation: Conversation = opening(f"c{next(numbers)}", pack.domain, language)
        self.replies: list[str] = []
        self.texts: list[str] = []
        self.buttons: list[tuple[str, str]] = []
        self.actions: list[str] = []
        self.tags: Mapping[str, str] = {}
        self.escalation: Escalate | None = None

    def say(self, text: str, *intents: str, mood: str = "neutral", tags: Mapping[str, str] | None = None) -> list[str]:
        """Write a message; ``intents`` is what the model makes of it, ``tags`` its slots by their words. Names the replies."""
        self.tags = tags or {}
        return self.turn(MessageReceived(NOW, text, f"d{self.conversation.turn}"), intents, mood)

    def press(self, payload: str) -> list[str]:
        """Press a button."""
        self.tags = {}
        return self.turn(MessageReceived(NOW, payload, f"d{self.conversation.turn}", choice=payload), (), "neutral")

    def turn(self, event: Event, intents: tuple[str, ...], mood: str) -> list[str]:
        self.replies, self.texts, self.buttons, self.actions = [], [], [], []
        pending = deque([event])
        while pending:
            decided = step(self.conversation, pending.popleft(), self.pack.domain)
            self.conversation = decided.conversation
            for effect in decided.effects:
                match effect:
                    case Understand(text=text):
                        pending.append(self.understood(text, intents, mood))
                    case CallAction():
                        pending.append(self.act(effect))
                    case Retrieve(query=query):
                        pending.append(Found(NOW, query, ()))
                    case Send(text=text, reply=reply, buttons=buttons):
                        self.replies.append(reply)
                        self.texts.append(text)
                        self.buttons += [(button.label, button.payload) for button in buttons]
                    case Escalate():
                        self.escalation = effect
                    case AskRating():
                        pass
        return self.replies

    def understood(self, text: str, intents: tuple[str, ...], mood: str) -> Understood:
        language = "zh" if any("一" <= c <= "鿿" for c in text) else self.conversation.language
        scores = tuple(Score(name, 0.9 - 0.1 * i) for i, name in enumerate(intents)) or (Score("oos", 0.2),)
        spans = [Span(text.index(words), text.index(words) + len(words), slot, 0.9) for words, slot in self.tags.items()]
        found = recognise(text, self.pack.domain, language, TODAY)
        entities = with_tags(found, spans, text, self.pack.domain, language, TODAY)
        return Understood(NOW, text, language, scores, 0.0, (Score(mood, 1.0),), entities, SURE, "test")

    def act(self, effect: CallAction) -> ActionReturned:
        self.actions.append(effect.action)
        said = tuple(line.text for line in self.conversation.lines if line.speaker == "customer")
        call = ActionCall(effect.key, self.conversation.id, self.conversation.language, self.data_dir, TODAY, said)
        return ActionReturned(NOW, effect.key, effect.action, self.pack.actions[effect.action](call, **effect.arguments))
