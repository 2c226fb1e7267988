"""Values that only the model's tags find, in the shop's flows."""

from dataclasses import replace

import pytest

from bot.dialogue.domain import Collect, Domain, Slot
from bot.dialogue.events import Entity
from tests.dialogue.shop import DOMAIN, Player, code, flow, reading
from tests.domains.customer import Customer

TRIP = reading(("track_order", 0.9), ("greeting", 0.05))
UNSURE = reading(("track_order", 0.2), ("greeting", 0.1))


@pytest.fixture
def trips() -> Domain:
    """A flow that asks for two days."""
    slots = {name: Slot(name, "date", f"ask_{name}") for name in ("leaves", "returns")}
    steps = Collect("code", "order_code", "out"), Collect("out", "leaves", "back"), Collect("back", "returns", None)
    both = {name: replace(DOMAIN.replies["en"]["greeting"], name=name, texts=(name,)) for name in ("ask_leaves", "ask_returns")}
    return replace(
        DOMAIN,
        slots={**DOMAIN.slots, **slots},
        flows={**DOMAIN.flows, "track": flow("track", *steps)},
        replies={language: {**known, **both} for language, known in DOMAIN.replies.items()},
    )


def day(value: str, slot: str | None = None, start: int = 0) -> Entity:
    return Entity("date", value, value, start, start + len(value), slot, tagged=slot is not None)


def test_an_address_that_only_the_tags_see_is_not_asked_for(customer: Customer) -> None:
    text = "please send HL-318842 to 12 Mill Lane, Leeds instead"
    assert customer.say(text, "change_address", tags={"12 Mill Lane, Leeds": "address"}) == ["confirm_address"]
    assert customer.conversation.slots["address"] == "12 Mill Lane, Leeds"
    assert "12 Mill Lane, Leeds" in customer.texts[0]
    assert customer.say("yes") == ["address_done"]


def test_without_a_tag_the_shop_reads_the_address_itself(customer: Customer) -> None:
    assert customer.say("please send HL-318842 to 12 Mill Lane, Leeds instead", "change_address") == ["confirm_address"]
    assert customer.conversation.slots["address"] == "12 Mill Lane, Leeds"


def test_without_a_tag_and_an_address_the_same_wish_leads_to_the_question(customer: Customer) -> None:
    assert customer.say("please send HL-318842 to my sister instead", "change_address") == ["ask_address"]


def test_an_asked_address_is_the_tagged_words_of_the_answer(customer: Customer) -> None:
    customer.say("HL-318842 must go elsewhere", "change_address")
    customer.say("to my sister, she lives at 12 Mill Lane in Leeds, thanks", tags={"12 Mill Lane in Leeds": "address"})
    assert customer.conversation.slots["address"] == "12 Mill Lane in Leeds"


def test_an_address_is_not_cut_where_a_number_would_be_lost(customer: Customer) -> None:
    customer.say("HL-318842 must go elsewhere", "change_address")
    customer.say("12 Mill Lane, Leeds LS1 4AB", tags={"12 Mill Lane, Leeds": "address"})
    assert customer.conversation.slots["address"] == "12 Mill Lane, Leeds LS1 4AB"


def test_an_address_that_a_tag_cuts_short_of_a_number_is_read_whole(customer: Customer) -> None:
    text = "please send HL-318842 to 12 Mill Lane, Leeds LS1 4AB instead"
    assert customer.say(text, "change_address", tags={"12 Mill Lane, Leeds": "address"}) == ["confirm_address"]
    assert customer.conversation.slots["address"] == "12 Mill Lane, Leeds LS1 4AB"


def test_a_wrong_tag_does_not_replace_a_text_that_was_given(customer: Customer) -> None:
    customer.say("send HL-318842 to 12 Mill Lane, Leeds", "change_address", tags={"12 Mill Lane, Leeds": "address"})
    customer.say("hm, my neighbour then?", tags={"my neighbour": "address"})
    assert customer.conversation.slots["address"] == "12 Mill Lane, Leeds"


def test_a_tagged_text_corrects_one_if_the_customer_announces_it(customer: Customer) -> None:
    customer.say("send HL-318842 to 12 Mill Lane, Leeds", "change_address", tags={"12 Mill Lane, Leeds": "address"})
    assert customer.say("no sorry, I meant 14 Mill Lane, Leeds", tags={"14 Mill Lane, Leeds": "address"}) == [
        "corrected",
        "confirm_address",
    ]
    assert customer.conversation.slots["address"] == "14 Mill Lane, Leeds"


def test_a_tag_tells_two_days_apart(trips: Domain) -> None:
    player = Player(domain=trips)
    entities = (code(), day("2026-12-05", "leaves", 20), day("2026-12-09", "returns", 40))
    player.write("HL-204518 there on 2026-12-05, back on the 2026-12-09", lambda text: replace(TRIP(text), entities=entities))
    assert (player.conversation.slots["leaves"], player.conversation.slots["returns"]) == ("2026-12-05", "2026-12-09")
    assert not player.conversation.stack


def test_a_wrong_tag_does_not_overwrite_a_value_that_was_given(trips: Domain) -> None:
    player = Player(domain=trips)
    player.write("HL-204518, where is it", lambda text: replace(TRIP(text), entities=(code(),)))
    assert player.write("2026-12-05", lambda text: replace(UNSURE(text), entities=(day("2026-12-05"),))) == ["ask_returns"]
    player.write("2026-12-09", lambda text: replace(UNSURE(text), entities=(day("2026-12-09", "leaves"),)))
    assert (player.conversation.slots["leaves"], player.conversation.slots["returns"]) == ("2026-12-05", "2026-12-09")


def test_a_wrong_tag_does_not_keep_a_day_from_answering_the_question(trips: Domain) -> None:
    player = Player(domain=trips)
    player.write("HL-204518, where is it", lambda text: replace(TRIP(text), entities=(code(),)))
    assert player.write("2026-12-05", lambda text: replace(UNSURE(text), entities=(day("2026-12-05", "returns"),))) == ["ask_returns"]
    assert player.conversation.slots.get("returns") is None
