"""What ``frontdesk check`` says of a pack without mistakes: what was probably forgotten."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.packs import load
from bot.packs.hints import hints
from bot.packs.starting import begin
from tests.packs.folders import line_of, spoil


@pytest.fixture
def kiosk(tmp_path: Path) -> Path:
    return begin("kiosk", tmp_path)


def checked(folder: Path) -> list[str]:
    done = CliRunner().invoke(app, ["check", str(folder)])
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()


def test_a_pack_that_lacks_nothing_is_given_no_hint(kiosk: Path) -> None:
    assert checked(kiosk) == [f"{kiosk}: no mistakes found."]


def test_an_intent_whose_article_was_forgotten_in_one_language_is_worth_a_look(kiosk: Path) -> None:
    (kiosk / "knowledge/zh/opening-hours.md").unlink()
    (hint,) = hints(load(kiosk))
    assert hint.line == line_of(kiosk, "pack.yaml", "opening_hours:")
    assert "has no article with `intents: [opening_hours]` in zh" in str(hint)
    assert checked(kiosk)[1:] == [f"worth a look: {hint}"]


def test_an_article_that_names_no_intent_is_none_for_it(kiosk: Path) -> None:
    spoil(kiosk, "knowledge/en/opening-hours.md", "intents: [opening_hours]", "intents: []")
    assert ["in en;" in hint.message for hint in hints(load(kiosk))] == [True]


def test_an_intent_without_examples_in_one_language_is_worth_a_look(kiosk: Path) -> None:
    table = (kiosk / "utterances.csv").read_text("utf-8").splitlines(keepends=True)
    (kiosk / "utterances.csv").write_text("".join(row for row in table if ",thanks,zh," not in row), "utf-8")
    assert [hint.message for hint in hints(load(kiosk))] == ["has no example in zh; customers who write in it are answered badly"]


def test_a_table_without_languages_speaks_all_of_them(tmp_path: Path) -> None:
    folder = begin("kiosk", tmp_path, ["en"])
    rows = [row.rsplit(",en,", 1)[0] for row in (folder / "utterances.csv").read_text("utf-8").splitlines()[1:]]
    (folder / "utterances.csv").write_text("\n".join(["text,intent", *rows]), "utf-8")
    assert hints(load(folder)) == []


def test_what_past_answers_may_answer_needs_no_article(kiosk: Path) -> None:
    (kiosk / "knowledge/zh/opening-hours.md").unlink()
    (kiosk / "history.jsonl").write_text('{"id": "1", "turns": [{"speaker": "customer", "text": "hi"}]}\n', "utf-8")
    spoil(kiosk, "pack.yaml", "\ncurrency: EUR", "\nanswers: [knowledge, answer]\ncurrency: EUR")
    assert hints(load(kiosk)) == []


def test_a_case_that_names_what_the_pack_has_not_is_a_mistake_of_the_pack(kiosk: Path) -> None:
    spoil(kiosk, "cases/en.yaml", "bot: [repair_ready]", "bot: [repair_redy]")
    done = CliRunner().invoke(app, ["check", str(kiosk)])
    assert done.exit_code == 1
    where = f"{kiosk}/cases/en.yaml:{line_of(kiosk, 'cases/en.yaml', 'r 1001')}"
    assert done.stderr == f"{where}: talk.1.bot: there is no reply 'repair_redy'; did you mean 'repair_ready'?\n"


@pytest.mark.parametrize("option", [["-o", "x.svg"], ["--flow", "book_repair"]])
def test_a_picture_is_drawn_only_where_it_is_asked_for(kiosk: Path, option: list[str]) -> None:
    done = CliRunner().invoke(app, ["check", str(kiosk), *option])
    assert done.exit_code == 2
    assert "--output and --flow belong to --draw" in done.stderr
