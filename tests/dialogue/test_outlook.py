"""The predicted risk of escalation, and the rule that a pack may base on it."""

from collections.abc import Callable
from dataclasses import replace

from bot.dialogue.conversation import LINE_LENGTH, LINES_KEPT, Utterance
from bot.dialogue.effects import Escalate
from bot.dialogue.events import OperatorJoined, OperatorSaid, Understood
from tests.dialogue.shop import DOMAIN, Player, reading

CAREFUL = replace(DOMAIN, escalation=replace(DOMAIN.escalation, risk=0.8))
COST = reading(("delivery_cost", 0.9))


def at(risk: float | None) -> Callable[[str], Understood]:
    return lambda text: replace(COST(text), satisfaction=2.4, risk=risk)


def test_a_conversation_at_the_packs_limit_of_risk_is_handed_over() -> None:
    player = Player(domain=CAREFUL)
    assert player.write("what does delivery cost", at(0.79)) != ["handed_over"]
    assert ("at_risk", False, "risk of escalation 79%, limit 80%") in [(r.rule, r.fired, r.because) for r in player.trace]
    assert player.write("and what does it cost now", at(0.8)) == ["handed_over"]
    assert [effect.reason for effect in player.effects if isinstance(effect, Escalate)] == ["at_risk"]


def test_a_pack_without_a_limit_has_no_such_rule() -> None:
    player = Player()
    assert player.write("what does delivery cost", at(0.99)) != ["handed_over"]
    assert "at_risk" not in [reason.rule for reason in player.trace]


def test_a_model_that_cannot_tell_the_risk_changes_nothing() -> None:
    player = Player(domain=CAREFUL)
    assert player.write("what does delivery cost", at(None)) != ["handed_over"]


def test_what_both_sides_said_is_carried_along() -> None:
    player = Player()
    said = player.write("what does delivery cost", COST)
    assert player.conversation.lines == (Utterance("customer", "what does delivery cost"), *(Utterance("agent", text) for text in said))
    player.happen(OperatorJoined(1.0, "Mia"))
    player.happen(OperatorSaid(2.0, "Mia", "Mia here.", "o1"))
    assert player.conversation.lines[-1] == Utterance("agent", "Mia here.")


def test_a_long_conversation_keeps_its_last_lines_and_a_long_line_its_beginning() -> None:
    player = Player()
    for number in range(LINES_KEPT):
        player.write(f"{number} " + "x" * LINE_LENGTH, COST)
    assert len(player.conversation.lines) == LINES_KEPT
    assert all(len(line.text) <= LINE_LENGTH for line in player.conversation.lines)
    assert any(line.text.startswith(f"{LINES_KEPT - 1} ") for line in player.conversation.lines)
    assert not any(line.text.startswith("0 ") for line in player.conversation.lines)
