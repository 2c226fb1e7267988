from collections.abc import Callable
from pathlib import Path

import pytest

from bot.packs import check
from tests.packs.folders import copied, spoil

Spoil = Callable[[Path], None]


def replaced(file: str, old: str, new: str) -> Spoil:
    return lambda folder: spoil(folder, file, old, new)


def removed(file: str) -> Spoil:
    return lambda folder: (folder / file).unlink()


def added(file: str, text: str) -> Spoil:
    def add(folder: Path) -> None:
        path = folder / file
        path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + text, encoding="utf-8")

    return add


LABELS = "labels: {en: new, zh: 新}\nsteps:\n"

SINGLE: list[tuple[str, Spoil, str, tuple[str, ...]]] = [
    ("a slot of no kind", replaced("pack.yaml", "{kind: boolean", "{kind: bolean"), "pack.yaml", ("'bolean' is not one of", "'boolean'")),
    (
        "a doubled key",
        replaced("pack.yaml", "    template:", "    pattern: x\n    template:"),
        "pack.yaml",
        ("stands twice, first on line",),
    ),
    ("a number where text belongs", replaced("pack.yaml", "orders: [A1234]", "orders: [1234]"), "pack.yaml", ("put it in quotes",)),
    ("a missing key", replaced("pack.yaml", "languages: [en, zh]\n", ""), "pack.yaml", ("languages: is missing; write the languages",)),
    ("a slot without options", replaced("pack.yaml", "kind: choice", "kind: text"), "pack.yaml", ("belongs to slots of kind choice",)),
    ("a code without group", replaced("pack.yaml", "?P<code>", ""), "pack.yaml", ("no group named code",)),
    ("a broken pattern", replaced("pack.yaml", "[0-9]{4})", "[0-9]{4}"), "pack.yaml", ("not a regular expression",)),
    ("a label in one language", replaced("pack.yaml", ", zh: 谢谢", ""), "pack.yaml", ("has no text in 'zh'",)),
    (
        "an intent with two servants",
        replaced("pack.yaml", "human: true,", "human: true, reply: thanks,"),
        "pack.yaml",
        ("more than one of",),
    ),
    (
        "a flow that is not there",
        replaced("pack.yaml", "flow: track_order", "flow: track_orders"),
        "pack.yaml",
        ("did you mean 'track_order'?",),
    ),
    (
        "a flow that would look something up and is not there",
        replaced("pack.yaml", "human: true,", "looks_up: track_orders,"),
        "pack.yaml",
        ("looks_up", "did you mean 'track_order'?"),
    ),
    (
        "a look-up beside a person",
        replaced("pack.yaml", "human: true,", "human: true, looks_up: track_order,"),
        "pack.yaml",
        ("only what the knowledge base answers can have it",),
    ),
    (
        "an action that is not there",
        replaced("actions.py", "async def cancel_order", "async def cancel_it"),
        "pack.yaml",
        ("no function 'cancel_order'; did you mean 'cancel_it'?",),
    ),
    (
        "a parameter that is no slot",
        replaced("actions.py", "def cancel_order(call: ActionCall, order_code", "def cancel_order(call: ActionCall, order"),
        "pack.yaml",
        ("parameter 'order' is no slot",),
    ),
    (
        "an action without call",
        replaced("actions.py", "cancel_order(call: ActionCall, ", "cancel_order("),
        "actions.py",
        ("must take the call first",),
    ),
    ("actions that cannot be imported", replaced("store.py", '"sent"}', '"sent"'), "actions.py", ("cannot be imported: SyntaxError",)),
    (
        "a reserved word as value",
        replaced("pack.yaml", "returns: {order_status: [placed, sent], eta", "returns: {order_status: [placed, sent, none], eta"),
        "pack.yaml",
        ("'none' means something else",),
    ),
    (
        "a step of no kind",
        replaced("flows/track_order.yaml", "- say: order_sent", "- sai: order_sent"),
        "flows/track_order.yaml",
        ("did you mean 'say'?",),
    ),
    (
        "a step of two kinds",
        replaced("flows/find_order.yaml", "  - action: order_status", "  - action: order_status\n    say: order_kept"),
        "flows/find_order.yaml",
        ("exactly one of",),
    ),
    (
        "a value that a slot cannot have",
        replaced("flows/track_order.yaml", "order_status == sent", "order_status == gone"),
        "flows/track_order.yaml",
        ("'gone' is no value of 'order_status'",),
    ),
    (
        "no condition",
        replaced("flows/track_order.yaml", "if: sure", 'if: "sure is maybe or"'),
        "flows/track_order.yaml",
        ("is not a condition",),
    ),
    (
        "an unknown next",
        replaced("flows/track_order.yaml", "next: end", "next: realy"),
        "flows/track_order.yaml",
        ("did you mean 'really'?",),
    ),
    (
        "a slot that is set but unknown",
        replaced("flows/track_order.yaml", "      - say: order_kept", "      - set: {colur: red}\n      - say: order_kept"),
        "flows/track_order.yaml",
        ("did you mean 'colour'?",),
    ),
    (
        "a link to nowhere",
        added("flows/track_order.yaml", "  - link: find_oder\n"),
        "flows/track_order.yaml",
        ("did you mean 'find_order'?",),
    ),
    (
        "confirming what is no boolean",
        replaced("flows/find_order.yaml", "collect: order_code", "collect: order_code\n    confirm: true"),
        "flows/find_order.yaml",
        ("only yes-or-no slots",),
    ),
    (
        "a collected slot without question",
        replaced("pack.yaml", "{kind: boolean, ask: ask_sure}", "{kind: boolean}"),
        "flows/track_order.yaml",
        ("nothing asks for 'sure'",),
    ),
    (
        "an unreachable step",
        added("flows/track_order.yaml", "  - hand_over: stuck\n  - say: order_kept\n"),
        "flows/track_order.yaml",
        ("is never reached",),
    ),
    (
        "a placeholder in a wrong form",
        replaced("replies/en.yaml", "{total:money}", "{order_code:money}"),
        "replies/en.yaml",
        ("is of kind code",),
    ),
    (
        "a brace of no placeholder",
        replaced("replies/zh.yaml", "{total:money}", "{total:yuan}"),
        "replies/zh.yaml",
        ("belongs to no placeholder",),
    ),
    (
        "a button to nowhere",
        replaced("replies/en.yaml", "Yes please: affirm", "Yes please: intent:opening_hour"),
        "replies/en.yaml",
        ("did you mean 'opening_hours'?",),
    ),
    ("a payload of no form", replaced("replies/zh.yaml", "不用: deny", "不用: nope"), "replies/zh.yaml", ("'nope' is no payload",)),
    (
        "text that is not YAML",
        replaced("replies/en.yaml", "order_kept: Fine", "order_kept: [Fine"),
        "replies/en.yaml",
        ("not YAML", "belongs in quotes"),
    ),
    ("no utterances", removed("utterances.csv"), "utterances.csv", ("cannot be read", "needs this file")),
    (
        "utterances without header",
        replaced("utterances.csv", "text,intent,language,sentiment,group\n", ""),
        "utterances.csv",
        ("has no column text, intent",),
    ),
    ("an unknown marked slot", replaced("utterances.csv", "](order_code)", "](order)"), "utterances.csv", ("marks a slot 'order'",)),
    (
        "an unknown sentiment",
        replaced("utterances.csv", "tell me a joke,oos,en,neutral", "tell me a joke,oos,en,bored"),
        "utterances.csv",
        ("'bored' is none",),
    ),
    (
        "a language that the pack does not speak",
        replaced("utterances.csv", "tell me a joke,oos,en", "tell me a joke,oos,fr"),
        "utterances.csv",
        ("'fr' is no language",),
    ),
    ("an empty text", replaced("utterances.csv", "tell me a joke,oos", " ,oos"), "utterances.csv", ("is empty",)),
    (
        "a comma outside of quotes",
        replaced("utterances.csv", "tell me a joke", "a joke, please"),
        "utterances.csv",
        ("more fields than the header",),
    ),
    ("a doubled dialogue", replaced("history.jsonl", '"h2"', '"h1"'), "history.jsonl", ("stands on line 1 too",)),
    ("a rating of six", replaced("history.jsonl", '"rating": 4', '"rating": 6'), "history.jsonl", ("is 6; write a number from 1 to 5",)),
    (
        "a speaker of no kind",
        replaced("history.jsonl", '"speaker": "agent"', '"speaker": "bott"'),
        "history.jsonl",
        ("write one of customer, agent",),
    ),
    ("a dialogue without turns", added("history.jsonl", '{"id": "h3"}\n'), "history.jsonl", ("turns: is missing",)),
    ("an article without front matter", replaced("knowledge/en/hours.md", "---\nid", "id"), "knowledge/en/hours.md", ("no front matter",)),
    (
        "an article about nothing known",
        replaced("knowledge/en/hours.md", "[opening_hours]", "[opening_hour]"),
        "knowledge/en/hours.md",
        ("did you mean 'opening_hours'?",),
    ),
    (
        "an article without title",
        replaced("knowledge/en/hours.md", "title: Opening hours\n", ""),
        "knowledge/en/hours.md",
        ("title: is missing",),
    ),
    ("a language of no form", replaced("pack.yaml", "[en, zh]", "[en, zz1]"), "pack.yaml", ("'zz1' is not a language",)),
    ("a section of another name", replaced("pack.yaml", "\nslots:", "\nslot:"), "pack.yaml", ("did you mean 'slots'?",)),
    ("a needed section of another name", replaced("pack.yaml", "\nintents:", "\nintnets:"), "pack.yaml", ("did you mean 'intents'?",)),
    ("a section that stands twice", replaced("pack.yaml", "\nslots:", "\nslots: {}\nslots:"), "pack.yaml", ("stands twice",)),
    (
        "a line that begins with a tab",
        added("replies/en.yaml", "\tcoupon: none\n"),
        "replies/en.yaml",
        ("begins with a tab; indent it with spaces",),
    ),
    (
        "a line too far to the right",
        replaced("pack.yaml", "\n  thanks: {reply", "\n   thanks: {reply"),
        "pack.yaml",
        ("not YAML", "indent the line as its neighbours are"),
    ),
    ("a pack that is not YAML", replaced("pack.yaml", "[en, zh]", "[en, zh"), "pack.yaml", ("not YAML",)),
    ("an action of no effect", replaced("pack.yaml", "effect: reads", "effect: rites"), "pack.yaml", ("'rites' is not one of",)),
    ("options of another name", replaced("pack.yaml", "options:", "optons:"), "pack.yaml", ("did you mean 'options'?",)),
    ("a label in no language", replaced("pack.yaml", "zh: 谢谢", "zh1: 谢谢"), "pack.yaml", ("'zh1' is not a language",)),
    ("a question of no name", replaced("pack.yaml", "ask: ask_colour", "ask: Ask Colour"), "pack.yaml", ("is not a name",)),
    (
        "a flow that is not YAML",
        replaced("flows/find_order.yaml", "steps:", "steps: [:"),
        "flows/find_order.yaml",
        ("not YAML", "belongs in quotes"),
    ),
    (
        "a step that others go on to",
        replaced("flows/track_order.yaml", "- say: order_kept", "- say: order_kept\n        nxt: really"),
        "flows/track_order.yaml",
        ("nxt: unknown key",),
    ),
    (
        "an id in a step of no kind",
        added("flows/new.yaml", f"{LABELS}  - collect: colour\n    next: done\n  - id: done\n    sai: order_kept\n"),
        "flows/new.yaml",
        ("did you mean 'say'?",),
    ),
    (
        "the only way to a step",
        added("flows/new.yaml", f"{LABELS}  - collect: colour\n    next: don\n  - hand_over: stuck\n  - id: done\n    say: order_kept\n"),
        "flows/new.yaml",
        ("did you mean 'done'?",),
    ),
    ("actions that exit", replaced("store.py", "STATUS", "import sys\nsys.exit(3)\nSTATUS"), "actions.py", ("it calls exit(3)",)),
    (
        "the only example of an intent under another name",
        replaced("utterances.csv", "a human please,human_agent", "a human please,human_agnt"),
        "utterances.csv",
        ("did you mean 'human_agent'?",),
    ),
    (
        "an utterance without intent",
        replaced("utterances.csv", "joke,oos", "joke,"),
        "utterances.csv",
        ("intent: is empty; write an intent",),
    ),
    (
        "too few fields",
        replaced("utterances.csv", "joke,oos,en,neutral", "joke,oos,en"),
        "utterances.csv",
        ("fewer fields than the header",),
    ),
    (
        "a quote that is not closed",
        replaced("utterances.csv", "tell me a joke", '"tell me a joke'),
        "utterances.csv",
        ("a quote opens here and is not closed",),
    ),
    (
        "a text that is asked whether it is true",
        replaced("flows/track_order.yaml", "if: sure", "if: order_code"),
        "flows/track_order.yaml",
        ("is of kind code and is never true; write for example `order_code != none`",),
    ),
    (
        "a choice that is asked whether it is true",
        replaced("flows/track_order.yaml", "order_status == sent", "order_status"),
        "flows/track_order.yaml",
        ("is of kind choice and is never true",),
    ),
    (
        "an order between things that have none",
        replaced("flows/track_order.yaml", "order_status == sent", "eta > 3"),
        "flows/track_order.yaml",
        ("`>` compares numbers; 'eta' is of kind date",),
    ),
    (
        "a word where only yes and no can be",
        replaced("flows/track_order.yaml", "if: sure", "if: sure == yes"),
        "flows/track_order.yaml",
        ("'yes' is no value of 'sure', which is of kind boolean; write true or false",),
    ),
    (
        "a text where a number belongs",
        replaced("flows/track_order.yaml", "order_status == sent", "total == much"),
        "flows/track_order.yaml",
        ("'much' is no value of 'total', which is of kind money; write a number",),
    ),
    (
        "a number where a text belongs",
        replaced("flows/track_order.yaml", "      - say: order_kept", "      - set: {order_code: 1234}\n      - say: order_kept"),
        "flows/track_order.yaml",
        ("which is of kind code; write a text, in quotes",),
    ),
    (
        "a button with a value that the slot cannot have",
        replaced("replies/en.yaml", "Yes please: affirm", "Yes please: slot:colour:rad"),
        "replies/en.yaml",
        ("'rad' is no value of 'colour'; did you mean 'red'?",),
    ),
    (
        "a button with no yes and no no",
        replaced("replies/en.yaml", "Yes please: affirm", "Yes please: slot:sure:ja"),
        "replies/en.yaml",
        ("'ja' is no value of 'sure'; known: false, true",),
    ),
    (
        "a button without a value",
        replaced("replies/en.yaml", "Yes please: affirm", "Yes please: slot:colour"),
        "replies/en.yaml",
        ("says no value; write slot:colour:<value>",),
    ),
    (
        "a flow of another ending",
        added("flows/new.yml", f"{LABELS}  - say: order_kept\n"),
        "flows/new.yml",
        ("is not read; rename it to new.yaml",),
    ),
    (
        "a flow beside the folder for flows",
        added("new.yaml", f"{LABELS}  - say: order_kept\n"),
        "new.yaml",
        ("is not read; put it into flows/",),
    ),
    (
        "a flow that no intent can name",
        added("flows/Lost-Parcel.yaml", f"{LABELS}  - say: order_kept\n"),
        "flows/Lost-Parcel.yaml",
        ("no intent can name it", "e.g. lost_parcel.yaml"),
    ),
    ("replies in another language", added("replies/zn.yaml", "thanks: Merci\n"), "replies/zn.yaml", ("'zn' is no language of this pack",)),
    ("an article in a text file", added("knowledge/en/prices.txt", "Free.\n"), "knowledge/en/prices.txt", ("save the article as a .md",)),
    (
        "a language without an example",
        replaced("utterances.csv", "我的单到哪了,track_order,zh,", "where is it,track_order,en,"),
        "utterances.csv",
        ("no example is in 'zh'; add some for each intent, or take it out of languages",),
    ),
    ("no knowledge where answers come from it", removed("knowledge/en/hours.md"), "knowledge", ("holds no .md file",)),
]


@pytest.mark.parametrize(("spoiled", "file", "words"), [pytest.param(*case[1:], id=case[0]) for case in SINGLE])
def test_a_single_mistake_is_the_only_one_reported_with_its_place_and_a_way_out(
    tmp_path: Path, spoiled: Spoil, file: str, words: tuple[str, ...]
) -> None:
    folder = copied(tmp_path)
    spoiled(folder)
    mistakes = check(folder)
    assert [m.path for m in mistakes] == [str(folder / file)], [str(m) for m in mistakes]
    for word in words:
        assert word in str(mistakes[0])
