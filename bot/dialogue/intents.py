"""How a pack serves an intent: by a person, a flow, a reply or the knowledge base."""

from collections.abc import Collection

from bot.dialogue.commands import AskHuman, AskKnowledge, ChitChat, Command, StartFlow
from bot.dialogue.domain import Act, Domain, Intent
from bot.dialogue.events import Score


def serve(intent: Intent, text: str) -> Command:
    """The command that serves an intent; ``text`` is the query if the knowledge base answers it."""
    if intent.human:
        return AskHuman()
    if intent.flow:
        return StartFlow(intent.flow)
    if intent.reply:
        return ChitChat(intent.reply)
    return AskKnowledge(text, (intent.name,))


def looked_up(intent: Intent, slots: Collection[str], domain: Domain) -> StartFlow | None:
    """The flow that answers an intent from the code that was given, instead of the knowledge base; None without such a code."""
    flow = domain.flows.get(intent.looks_up or "")
    asked = any(slot in domain.slots and domain.slots[slot].kind == "code" and flow and slot in flow.collects for slot in slots)
    return StartFlow(flow.name) if flow and asked else None


def only_looks(intent: Intent, domain: Domain) -> bool:
    """Whether the flow of an intent only reads, so that running it by mistake does no harm."""
    flow = domain.flows.get(intent.flow or "")
    acts = [step.action for step in flow.steps.values() if isinstance(step, Act)] if flow else []
    return bool(acts) and all(domain.actions[name].effect == "reads" for name in acts)


def uses(intent: Intent, slot: str, domain: Domain) -> bool:
    """Whether the flow of an intent asks for a slot or forgets it when it begins."""
    flow = domain.flows.get(intent.flow or "")
    return flow is not None and (slot in flow.forgets or slot in flow.collects)


def is_wish(score: Score, domain: Domain) -> bool:
    """Whether an intent of the pack is a wish; small talk, which a reply answers, is not."""
    return score.name in domain.intents and not domain.intents[score.name].reply


def answered_by_articles(intent: Intent) -> bool:
    """Whether the knowledge base answers an intent."""
    return not (intent.flow or intent.reply or intent.human)
