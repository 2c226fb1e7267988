"""Thanks that are none get no "my pleasure", but the offer of a person."""

import pytest

from bot.dialogue.conversation import Offer
from bot.dialogue.sarcasm import sarcastic
from tests.dialogue.shop import Player, code, reading

BITTER = [
    "thanks for nothing",
    "Thank you so much for ruining my daughter's birthday",
    "great, late again. thanks a lot",
    "oh wonderful. just wonderful",
    "Brilliant, broken again",
    "wow, amazing service, three weeks and still no lamp",
    "Thanks for letting me down again",
    "lovely, yet another delay",
    "bravo, the third wrong parcel",
    "谢谢啊，等了半个月",
    "真棒，又延误了",
    "真是谢谢你们了，礼物生日过了才到",
    "服务真好，一星期都没人理我",
    "謝謝，又壞了",
]
SINCERE = [
    "thanks, that helped",
    "wonderful, thank you so much",
    "thank you for waiting",
    "thanks for your help, that was quick",
    "great, it arrived again in good shape",
    "perfect, just in time",
    "thanks! nothing else",
    "太好了，谢谢",
    "谢谢，你们服务真好",
    "收到了，谢谢",
    "谢谢，不用了",
    "thanks, still nothing? no worries",
    "great, no longer broken",
    "thanks! I still haven't decided",
    "thank you for breaking that down so clearly",
    "thanks for ignoring my typo",
    "perfect, it still hasn't lost its colour",
    "Just perfect",
    "thanks, nothing again to add",
    "the lamp is great and not broken again",
    "nice, still missing one piece but I can live with it",
    "thanks, three days and it was here",
    "谢谢，还没到没关系",
    "谢谢，还没下单",
    "谢谢，质量还不错",
    "太棒了，全家都喜欢",
    "谢谢，等了三天就到了，很快",
    "感谢，又错过了一次，不过没关系",
    "谢谢，没耽误",
    "多谢，没人管我也能装好",
]


@pytest.mark.parametrize("text", BITTER)
def test_praise_beside_what_went_wrong_is_sarcastic(text: str) -> None:
    assert sarcastic(text)


@pytest.mark.parametrize("text", SINCERE)
def test_thanks_are_taken_as_they_are_said(text: str) -> None:
    assert not sarcastic(text)


THANKS = reading(("thanks", 0.97))


def replies(player: Player) -> list[str]:
    return [send.reply for send in player.conversation.said]


def test_who_thanks_for_nothing_is_offered_a_person() -> None:
    player = Player()
    player.write("thanks for nothing", THANKS)
    assert replies(player) == ["offer_human"]
    assert player.conversation.question == Offer("angry")
    assert ("sarcastic", True) in [(reason.rule, reason.fired) for reason in player.trace]


def test_a_wish_beside_it_is_served() -> None:
    player = Player()
    player.write("thanks for nothing, where is HL-204518", reading(("track_order", 0.9), ("thanks", 0.8), entities=(code(),)))
    assert "offer_human" not in replies(player)
    assert player.conversation.last_flow == "track"


def test_thanks_are_still_answered_with_pleasure() -> None:
    player = Player()
    player.write("thanks a lot, that helped", THANKS)
    assert replies(player)[0] == "thanks"
    assert player.conversation.negative == 0
