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
