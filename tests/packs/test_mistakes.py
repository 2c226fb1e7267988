from pathlib import Path

from bot.errors import PackError
from bot.packs import check
from tests.packs.folders import copied, line_of, spoil


def found(folder: Path, file: str, line: int | None, *words: str) -> PackError:
    """The one mistake at that place whose message has all the words."""
    mistakes = check(folder)
    fitting = [m for m in mistakes if m.path == str(folder / file) and m.line == line and all(w in str(m) for w in words)]
    assert len(fitting) == 1, [str(m) for m in mistakes]
    return fitting[0]


def test_a_pack_with_ten_mistakes_reports_all_ten_at_once(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder, "pack.yaml", "seconds: 2", "secnds: 2")
    spoil(folder, "pack.yaml", "ask: ask_colour", "ask: ask_color")
    spoil(folder, "flows/track_order.yaml", "if: order_status == sent", "if: order_state == sent")
    spoil(folder, "flows/track_order.yaml", "action: cancel_order", "action: cancel_oder")
    spoil(folder, "flows/find_order.yaml", "  - action: order_status\n", "  - action: order_status\n    arguments: [colour]\n")
    spoil(folder, "replies/en.yaml", "{eta:date}", "{etta:date}")
    spoil(folder, "replies/zh.yaml", "order_kept: 好的，给您保留。\n", "")
    spoil(folder, "utterances.csv", "thanks a lot,thanks", "thanks a lot,thank")
    (folder / "knowledge/en/hours.md").write_bytes("## Öffnungszeiten".encode("latin-1"))
    with (folder / "history.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "h3", "turns": [\n')

    found(folder, "pack.yaml", line_of(folder, "pack.yaml", "secnds"), "unknown key", "did you mean 'seconds'?")
    found(folder, "pack.yaml", line_of(folder, "pack.yaml", "ask_color"), "no reply 'ask_color'", "did you mean 'ask_colour'?")
    found(folder, "flows/track_order.yaml", 5, "no slot 'order_state'", "did you mean 'order_status'?")
    found(folder, "flows/track_order.yaml", 14, "no action 'cancel_oder'", "did you mean 'cancel_order'?")
    found(folder, "flows/find_order.yaml", 5, "no parameter 'colour'")
    found(folder, "replies/en.yaml", line_of(folder, "replies/en.yaml", "etta"), "{etta} is no slot", "did you mean 'eta'?")
    found(folder, "replies/zh.yaml", None, "order_kept", "missing in 'zh'", "Fine, it stays.")
    found(folder, "utterances.csv", 5, "no intent 'thank'", "did you mean 'thanks'?")
    found(folder, "knowledge/en/hours.md", 1, "not UTF-8", "0xd6")
    found(folder, "history.jsonl", 3, "not JSON")
    assert len(check(folder)) == 11  # `needs 'order_code'` follows from the wrong argument


def test_an_intent_without_examples_is_a_mistake(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder, "utterances.csv", "a human please,human_agent", "a human please,oos")
    (mistake,) = check(folder)
    assert mistake.line == line_of(folder, "pack.yaml", "human_agent")
    assert "has no example in utterances.csv" in mistake.message


def test_rows_with_the_same_mistake_are_counted(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    with (folder / "utterances.csv").open("a", encoding="utf-8") as file:
        file.write("one,helo,en,neutral,w1\ntwo,helo,en,neutral,w1\n")
    (mistake,) = check(folder)
    assert mistake.line == 8
    assert "(2 rows, this is the first)" in mistake.message


def test_a_flow_that_cannot_end_is_named_where_it_gets_stuck(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "flows/round.yaml").write_text(
        "labels: {en: a round, zh: 绕圈}\nsteps:\n  - id: again\n    collect: colour\n  - set: {colour: null}\n    next: again\n",
        encoding="utf-8",
    )
    found(folder, "flows/round.yaml", 3, "the flow 'round' cannot end from here")


def test_a_round_in_which_nobody_is_asked_is_a_mistake(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "flows/round.yaml").write_text(
        "labels: {en: a round, zh: 绕圈}\nsteps:\n  - id: again\n    set: {colour: null}\n"
        "  - if: sure\n    then:\n      - say: order_kept\n        next: again\n",
        encoding="utf-8",
    )
    found(folder, "flows/round.yaml", 3, "goes round without asking")


def test_flows_that_link_in_a_circle_are_reported_once(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    for name, other in (("first", "second"), ("second", "first")):
        text = f"labels: {{en: {name}, zh: 一}}\nsteps:\n  - collect: colour\n  - link: {other}\n"
        (folder / f"flows/{name}.yaml").write_text(text, encoding="utf-8")
    (mistake,) = check(folder)
    assert "first → second → first" in mistake.message


def test_a_flow_that_calls_itself_is_a_mistake_and_not_an_endless_one(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder, "flows/find_order.yaml", "steps:\n", "steps:\n  - call: find_order\n")
    (mistake,) = check(folder)
    assert "find_order → find_order" in mistake.message


def test_a_reference_that_contains_itself_is_a_mistake(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    with (folder / "replies/en.yaml").open("a", encoding="utf-8") as file:
        file.write("other: &x [*x]\n")
    assert "contains itself" in str(check(folder)[0])


def test_a_broken_replies_file_does_not_make_every_reply_missing(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder, "replies/en.yaml", "order_kept: Fine", "order_kept: [Fine")
    assert len(check(folder)) == 1


def test_a_wrong_entry_does_not_hide_mistakes_elsewhere_in_the_file(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder, "pack.yaml", "{kind: boolean", "{kind: bolean")
    spoil(folder, "pack.yaml", "flow: track_order", "flow: track_orders")
    spoil(folder, "flows/track_order.yaml", "- say: order_sent", "- sai: order_sent")
    spoil(folder, "flows/track_order.yaml", "action: cancel_order", "action: cancel_oder")
    assert len(check(folder)) == 4, [str(m) for m in check(folder)]


def test_mistakes_of_every_kind_are_told_at_once_and_nothing_that_only_follows_from_them(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder, "pack.yaml", "languages: [en, zh]", "languages: [en, zh, zz1]")
    (folder / "flows/new.yaml").write_text(
        "labels: {en: new, zh: 新}\nsteps:\n  - frobnicate: x\n  - collect: colour\n    next: nowhere\n"
        "  - if: order_status = sent\n    then: [{say: order_kept}]\n",
        encoding="utf-8",
    )
    (folder / "flows/loop.yaml").write_text("labels: {en: loop, zh: 绕}\nsteps:\n  - id: a\n    call: loop\n", encoding="utf-8")
    with (folder / "replies/en.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "order_lost: 'See {nothing}'\nask_colour: again\nask_size:\n  text: Hm\n  buttons:\n    A: intent:no\n    B: slot:no:1\n"
        )
    with (folder / "utterances.csv").open("a", encoding="utf-8") as file:
        file.write('none,,en,neutral,w1\nodd,frob,en,neutral,w1\nglad,thanks,en,happy,w1\n"my [one](frobs)",thanks,en,neutral,w1\n')
    (folder / "knowledge/en/hours.md").write_bytes((folder / "knowledge/en/hours.md").read_bytes() + "Öl".encode("latin-1"))
    with (folder / "history.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "h3"}\n{"id": "h4", "turns": [\n')
    told = [(Path(m.path).name, m.line, m.message[:20]) for m in check(folder)]
    assert told == [
        ("loop.yaml", 3, "unknown key; known: "),
        ("loop.yaml", 3, "'loop' comes back to"),
        ("new.yaml", 3, "a step has exactly o"),
        ("new.yaml", 5, "no step has the id '"),
        ("new.yaml", 6, "'order_status = sent"),
        ("history.jsonl", 3, "is missing or empty;"),
        ("history.jsonl", 4, "not JSON: Expecting "),
        ("hours.md", (folder / "knowledge/en/hours.md").read_bytes().count(b"\n") + 1, "not UTF-8: byte 0xd6"),
        ("pack.yaml", 2, "'zz1' is not a langu"),
        ("en.yaml", 11, "{nothing} is no slot"),
        ("en.yaml", 12, "stands twice, first "),
        ("en.yaml", 16, "there is no intent '"),
        ("en.yaml", 17, "there is no slot 'no"),
        ("utterances.csv", 8, "is empty; write an i"),
        ("utterances.csv", 9, "there is no intent '"),
        ("utterances.csv", 10, "'happy' is none; wri"),
        ("utterances.csv", 11, "marks a slot 'frobs'"),
    ], told


def test_two_mistakes_in_one_entry_are_both_told(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder, "pack.yaml", "labels: {en: Opening hours, zh: 营业时间}", 'labels: {en: Opening hours, zh: ""}\n    flow: opening')
    spoil(folder, "pack.yaml", "kind: code", "kind: cod")
    spoil(folder, "pack.yaml", "?P<code>", "")
    assert [m.field for m in check(folder)] == [
        "intents.opening_hours.labels.zh",
        "intents.opening_hours.flow",
        "slots.order_code.kind",
        "slots.order_code.pattern",
    ]


def test_steps_inside_a_step_of_no_kind_are_checked(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder, "flows/track_order.yaml", "- if: sure", "- iff: sure")
    spoil(folder, "flows/track_order.yaml", "say: order_cancelled", "say: order_canceled")
    first, second = check(folder)
    assert "did you mean 'if'?" in first.message
    assert "did you mean 'order_cancelled'?" in second.message


def test_a_pack_without_its_pack_yaml_still_tells_what_else_is_wrong(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder, "pack.yaml", "languages: [en, zh]", "languages: [en, zh")
    spoil(folder, "flows/track_order.yaml", "if: order_status == sent", "if: order_status = sent")
    spoil(folder, "replies/en.yaml", "{eta:date}", "{eta:day}")
    spoil(folder, "utterances.csv", "tell me a joke,oos,en,neutral", "tell me a joke,oos,en,bored")
    spoil(folder, "history.jsonl", '"rating": 4', '"rating": 6')
    assert sorted(Path(m.path).name for m in check(folder)) == [
        "en.yaml",
        "history.jsonl",
        "pack.yaml",
        "track_order.yaml",
        "utterances.csv",
    ]


def test_a_reply_that_only_a_broken_file_could_hold_is_missing_in_the_other_language(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder, "replies/en.yaml", "order_kept: Fine", "order_kept: [Fine")
    spoil(folder, "replies/zh.yaml", "order_kept: 好的，给您保留。\n", "")
    assert [(Path(m.path).name, m.field) for m in check(folder)] == [("en.yaml", ""), ("zh.yaml", "order_kept")]


def test_a_round_through_a_flow_that_cannot_be_read_is_no_mistake(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder, "flows/find_order.yaml", "steps:", "steps: [:")
    (folder / "flows/round.yaml").write_text(
        "labels: {en: a round, zh: 绕圈}\nsteps:\n  - id: again\n    set: {colour: null}\n  - call: find_order\n"
        "  - if: sure\n    then:\n      - say: order_kept\n        next: again\n",
        encoding="utf-8",
    )
    assert [Path(m.path).name for m in check(folder)] == ["find_order.yaml"]
