"""Text is mended, and what no person wrote is taken off."""

import pytest

from training.boilerplate import without_device_lines, without_disclaimer, without_quotes, without_signature
from training.phrases import Phrases, without_routine
from training.repair import repaired, unified, without_markup


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("donâ€™t", "don’t"),
        ("cafÃ© Â£10", "café £10"),
        ("ä½\xa0å¥½ï¼Œæˆ‘", "你好，我"),
        ("浣犲ソ锛屽揩閫掑憳鍛\ue76e紵", "你好，快递员呢？"),
        ("\ud83d\ude00", "😀"),
        ("a\x00b\x08\ud800", "ab\ufffd"),
    ],
)
def test_a_text_read_in_the_wrong_encoding_is_mended(broken: str, mended: str) -> None:
    assert repaired(broken) == mended


@pytest.mark.parametrize(
    "text",
    [
        "你好，我的订单ＨＬ－２０４５１８呢？！「急」",
        "联通",
        "模块",
        "👨‍👩‍👧‍👦 👍🏽 ❤️",
        "“quoted” – it’s naïve, señor… ½ ﬁne",
        'if (a < b && c > "é") { return x[0]; }  // naïve\n\tpass',
        "ご注文 한국어 עברית ไทย",
        "HTTP/1.1 200 OK; a=1&copy=2",
    ],
)
def test_a_text_that_is_right_is_left_alone(text: str) -> None:
    assert without_markup(unified(repaired(text))) == text


def test_every_line_break_becomes_the_same() -> None:
    assert unified("a\r\nb\rc\u2028d") == "a\nb\nc\nd"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<div class='x'>Hi<br/>there</div>\n\n\n\n<p>you</p>", "Hi\nthere\n\nyou"),
        ("Tom &amp;amp; Jerry &lt;3 &#128512;", "Tom & Jerry <3 😀"),
        ("&lt;br&gt;it &lt;b&gt;broke&lt;/b&gt;", "it broke"),
        ("<style>p{}</style><script>if(a<b){}</script>ok<!-- no -->", "ok"),
        ("<!DOCTYPE html><p>kept</p> <title>never closed", "kept\n<title>never closed"),
        ("run `<br>` &amp; see<br>```<div>&amp;</div>```", "run `<br>` & see\n```<div>&amp;</div>```"),
        ("the <div> is too wide, I <3 it, <NAME> and <ADDRESS> too", "the <div> is too wide, I <3 it, <NAME> and <ADDRESS> too"),
    ],
)
def test_tags_and_entities_of_an_export_go_and_what_was_written_stays(markup: str, text: str) -> None:
    assert without_markup(markup) == text


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        (
            "It still leaks.\n\nOn Mon, 5 Jan 2026 at 09:12, Hearth <help@hearth.example> wrote:\n> Does it leak?\n> Which order?",
            "It still leaks.",
        ),
        ("On Tue, Jan 6, 2026, Support wrote:\n> Which order?\nHL-204518\n> Since when?\nMonday", "HL-204518\nMonday"),
        ("Yes.\n-----Original Message-----\nFrom: a\nSent: b\nold text", "Yes."),
        ("No thanks\nFrom: Hearth\nSent: Monday\nTo: me\n\nBuy this", "No thanks"),
        ("好的\n在2026年1月5日，客服 写道：\n> 请问订单号", "好的"),
        ("Ja.\nAm 05.01.2026 um 09:12 schrieb Hearth <help@hearth.example>:\n> alt", "Ja."),
        ("> Which size?\nthe 40 please", "the 40 please"),
        ("> 50 kg, what is shipping?", "> 50 kg, what is shipping?"),
        ("On Monday I wrote to you twice", "On Monday I wrote to you twice"),
    ],
)
def test_what_a_reply_replies_to_is_cut(message: str, rest: str) -> None:
    assert without_quotes(message) == rest


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("Where is it?\nSent from my iPhone", "Where is it?"),
        ("Where is it? Sent from my Samsung Galaxy smartphone.", "Where is it?"),
        ("到哪了\n发自我的iPhone", "到哪了"),
        ("Wo ist es?\nVon meinem iPhone gesendet", "Wo ist es?"),
        ("it was sent from my old address, why?", "it was sent from my old address, why?"),
    ],
)
def test_a_device_signs_no_message(message: str, rest: str) -> None:
    assert without_device_lines(message) == rest


NOTICE = (
    "This e-mail and any attachments are confidential and intended solely for the named addressee. If you have received it in error, "
    "please notify the sender and delete it from your system. Unauthorised use is prohibited."
)


def test_a_legal_notice_goes_and_a_customer_who_uses_its_words_is_heard() -> None:
    complaint = "I think I received this message in error, please delete it. Is it confidential?"
    assert without_disclaimer(f"Please cancel.\n\n{NOTICE}\n\nP.S. today") == "Please cancel.\n\nP.S. today"
    assert without_disclaimer(f"Please cancel. {NOTICE}") == "Please cancel."
    assert without_disclaimer("请取消\n\n本邮件及附件含有保密信息，仅供指定收件人使用。如误收，请立即删除。") == "请取消"
    assert without_disclaimer(complaint) == complaint


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("Send it back.\n\nKind regards,\nAnna Berg\nHearth Ltd\nTel 0117 496 0182", "Send it back."),
        ("Send it back.\n-- \nAnna Berg\nPurchasing", "Send it back."),
        ("Send it back.\nThanks,\nAnna", "Send it back."),
        ("Send it back. Kind regards, Anna Berg", "Send it back."),
        ("退了吧\n此致\n敬礼\n王晓梅", "退了吧"),
        ("Send it back.\nBest\nAnna\nP.S. the blue one, and when?", "Send it back.\nP.S. the blue one, and when?"),
        ("Thanks\nstill broken though", "Thanks\nstill broken though"),
        ("Great.\nCheers\nalso where is the other one", "Great.\nCheers\nalso where is the other one"),
        ("谢谢\n还没到呢", "谢谢\n还没到呢"),
        ("Give him my best regards when he calls", "Give him my best regards when he calls"),
    ],
)
def test_a_signature_goes_with_all_below_it_and_a_chat_that_goes_on_stays(message: str, rest: str) -> None:
    assert without_signature(message) == rest


def learned(*dialogues: list[str]) -> frozenset[str]:
    phrases = Phrases()
    for turns in dialogues:
        phrases.learn(turns)
    return phrases.routine()


def test_a_sentence_is_routine_when_it_opens_or_closes_dialogues_of_any_kind() -> None:
    talks = [
        [f"Hello {name}, how can I help?", f"It is number {i}.", f"Done with {i}.", "All set.", "Bye!"]
        for i in range(30)
        for name in ("Bo", "Ada")
    ]
    assert learned(*talks) == {"hello x, how can x help?", "bye", "all set", "it is number 0"}
    assert without_routine("Hello Zoe, how can I help? Which lamp?", learned(*talks)) == ("Which lamp?", ["hello x, how can x help?"])


def test_what_is_said_in_the_middle_or_seldom_is_an_answer() -> None:
    often = [
        ["Hi!", "Which order?", f"fact {chr(97 + i)}", "Refunds take 5 days.", f"Other {i}", "more", "Anything else?", "Bye!"]
        for i in range(40)
    ]
    seldom = [
        [f"a{i}", f"b{i}", f"c{i}", f"d{i}", "Refunds take 5 days." if i % 20 == 0 else f"e{chr(97 + i % 26)}{i // 26}"] for i in range(400)
    ]
    assert "refunds take 0 days" not in learned(*often)
    assert "bye" in learned(*often)
    assert "refunds take 0 days" not in learned(*seldom)


def test_dialogues_in_which_the_agent_says_little_teach_no_routine() -> None:
    assert learned(*[["Your refund is on its way."] for _ in range(50)]) == frozenset()
