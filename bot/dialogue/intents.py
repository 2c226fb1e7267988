"""How a pack serves an intent: by a person, a flow, a reply, or what the knowledge base says."""

from collections.abc import Collection

from bot.dialogue.commands import AskHuman, AskKnowledge, ChitChat, Command, StartFlow
from bot.dialogue.domain import Act, Domain, Intent
from bot.dialogue.events import Score


def serve(intent: Intent, text: str) -> Command:
    """How the pack serves an intent: a person, a flow, a reply, or what the knowledge base says."""
    if intent.human:
        return AskHuman()
    if intent.flow:
        return StartFlow(intent.flow)
    if intent.reply:
        return ChitChat(intent.reply)
    return AskKnowledge(text, (intent.name,))


def looked_up(intent: Intent, slots: Collection[str], domain: Domain) -> StartFlow | None:
    """The flow that looks at what a code stands for, where such a code is among what was given; what is known would answer else."""
    flow = domain.flows.get(intent.looks_up or "")
    asked = any(slot in domain.slots and domain.slots[slot].kind == "code" and flow and slot in flow.collects for slot in slots)
    return StartFlow(flow.name) if flow and asked else None


def only_looks(intent: Intent, domain: Domain) -> bool:
    """Whether the flow of an intent does nothing but look things up, so that it does no harm where it was not meant."""
    flow = domain.flows.get(intent.flow or "")
    acts = [step.action for step in flow.steps.values() if isinstance(step, Act)] if flow else []
    return bool(acts) and all(domain.actions[name].effect == "reads" for name in acts)


def uses(intent: Intent, slot: str, domain: Domain) -> bool:
    """Whether the flow of an intent asks for a slot, or begins without what it was before."""
    flow = domain.flows.get(intent.flow or "")
    return flow is not None and (slot in flow.forgets or slot in flow.collects)


def is_wish(score: Score, domain: Domain) -> bool:
    """Whether an intent wants something; small talk wants nothing, and is nothing to ask about either."""
    return score.name in domain.intents and not domain.intents[score.name].reply


def answered_by_articles(intent: Intent) -> bool:
    """Whether what is known answers an intent, and nothing begins with it."""
    return not (intent.flow or intent.reply or intent.human)
