import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from bot.cli import app
from bot.errors import PackError
from bot.packs import check, load
from bot.packs.hints import hints
from bot.packs.starting import LANGUAGES, begin
from tests.packs.folders import spoil


def utterances(folder: Path) -> list[dict[str, str]]:
    with (folder / "utterances.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("languages", [("en", "zh"), ("en",), ("zh",), ("zh", "en")])
def test_a_new_pack_is_without_mistakes_in_the_languages_asked_for_and_holds_nothing_of_the_others(
    tmp_path: Path, languages: tuple[str, ...]
) -> None:
    folder = begin("kiosk", tmp_path, languages)
    assert [str(mistake) for mistake in check(folder)] == []
    domain = load(folder).domain
    assert (domain.name, domain.languages) == ("kiosk", languages)
    assert all(set(intent.labels) == set(languages) for intent in domain.intents.values())
    assert {row["language"] for row in utterances(folder)} == set(languages)
    others = {name for other in set(LANGUAGES) - set(languages) for name in (f"{other}.yaml", other)}
    assert others.isdisjoint(path.name for path in folder.rglob("*"))


def test_a_new_pack_has_twelve_examples_of_every_intent_in_each_language_by_two_people_or_more(tmp_path: Path) -> None:
    folder = begin("kiosk", tmp_path)
    counts, writers = Counter[tuple[str, str]](), defaultdict[tuple[str, str], set[str]](set)
    for row in utterances(folder):
        counts[row["language"], row["intent"]] += 1
        writers[row["language"], row["intent"]].add(row["group"])
    assert set(counts) == {(language, intent) for language in LANGUAGES for intent in (*load(folder).domain.intents, "oos")}
    assert min(counts.values()) >= 12
    assert min(map(len, writers.values())) >= 2


def test_a_new_pack_bears_its_own_name(tmp_path: Path) -> None:
    folder = begin("night_shop", tmp_path)
    assert load(folder).domain.title == {"en": "Night shop", "zh": "Night shop"}
    assert "frontdesk check night_shop" in (folder / "pack.yaml").read_text("utf-8")
    assert not [p for p in folder.rglob("*") if p.is_file() and "starter" in p.read_text("utf-8").lower()]


def test_the_cases_of_a_new_pack_name_replies_and_articles_that_it_has(tmp_path: Path) -> None:
    folder = begin("kiosk", tmp_path)
    replies = load(folder).domain.replies
    articles = {path.stem for path in folder.glob("knowledge/*/*.md")}
    for file in folder.glob("cases/*.yaml"):
        for turn in (turn for case in yaml.safe_load(file.read_text("utf-8")) for turn in case["talk"]):
            assert set(turn.get("bot", ())) <= {"answer", *replies[file.stem]}
            assert turn.get("source", "opening-hours") in articles


def test_what_stands_there_is_never_overwritten(tmp_path: Path) -> None:
    (begin("kiosk", tmp_path) / "pack.yaml").write_text("mine", "utf-8")
    with pytest.raises(PackError, match="is there already, and nothing of it was changed; choose another name"):
        begin("kiosk", tmp_path)
    assert (tmp_path / "kiosk/pack.yaml").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("My Shop", "small letters, digits and underscores, beginning with a letter, e.g. my_shop"),
        ("../escape", "e.g. escape"),
        ("7eleven", "e.g. eleven"),
        ("店铺", "e.g. my_shop"),
        ("a" * 41, "2 to 40"),
        ("", "2 to 40"),
        ("json", "the name of a Python module, which would be confusing; choose another, e.g. json_desk"),
        ("training", "choose another, e.g. training_desk"),
    ],
)
def test_a_name_that_will_not_do_is_refused_with_one_that_would(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(PackError) as refused:
        begin(name, tmp_path / "domains")
    assert words in str(refused.value)
    assert not (tmp_path / "domains").exists()


def test_a_language_that_the_starter_is_not_written_in_is_refused_with_the_way_to_add_it(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"no starter in this language; known: en, zh; begin with one of them, then add 'fr'"):
        begin("kiosk", tmp_path, ["en", "fr"])
    assert not (tmp_path / "kiosk").exists()


def test_a_file_where_the_folder_of_packs_should_be_is_an_error_of_that_file(tmp_path: Path) -> None:
    (tmp_path / "domains").write_text("a file", "utf-8")
    with pytest.raises(OSError, match="domains"):
        begin("kiosk", tmp_path / "domains")


def test_new_says_how_to_go_on(tmp_path: Path) -> None:
    settings = {"FRONTDESK_DOMAINS_DIR": str(tmp_path)}
    done = CliRunner().invoke(app, ["new", "kiosk", "--language", "zh"], env=settings)
    assert done.exit_code == 0, done.output
    assert [line.strip() for line in done.stdout.splitlines()[1:]] == [
        "frontdesk check kiosk",
        "frontdesk train kiosk --effort quick",
        "frontdesk chat kiosk",
        "frontdesk serve kiosk",
        "frontdesk evaluate conversations kiosk",
    ]
    assert CliRunner().invoke(app, ["check", "kiosk"], env=settings).stdout == "kiosk: no mistakes found.\n"


def test_a_newcomer_who_follows_the_tutorial_gets_a_pack_without_mistakes(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs/packs.md").read_text("utf-8")
    tutorial = page.partition("## Your first pack in ten minutes")[2].partition("\n## pack.yaml")[0]
    intent, examples, article, chinese, slot, step = re.findall(r"```(?:yaml|csv|markdown)\n(.*?)```", tutorial, re.S)
    folder = begin("bikes", tmp_path)
    spoil(folder, "pack.yaml", "\nintents:\n", f"\nintents:\n{intent}")
    spoil(folder, "pack.yaml", "\nslots:\n", f"\nslots:\n{slot}")
    spoil(folder, "flows/book_repair.yaml", "  - collect: confirmed\n", f"{step}  - collect: confirmed\n")
    (folder / "knowledge/en/prices.md").write_text(article, "utf-8")
    (folder / "knowledge/zh/prices.md").write_text(chinese, "utf-8")
    with (folder / "utterances.csv").open("a", encoding="utf-8") as file:
        file.write(examples)
    (missing,) = check(folder)
    assert "there is no reply 'ask_phone'" in missing.message
    for language, text in (("en", "Which number can we reach you on?"), ("zh", "您的电话是多少？")):
        with (folder / f"replies/{language}.yaml").open("a", encoding="utf-8") as file:
            file.write(f'ask_phone: "{text}"\n')
    assert check(folder) == []
    assert hints(load(folder)) == []
