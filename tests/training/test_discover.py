"""Intents out of history that nobody labelled, from the messages that are looked at to the page that shows them."""

import csv
import json
import random
import re
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.errors import DataError
from evaluation import discovery as evaluation
from tests.training import tiny
from training import data, dialogues, discover
from training.dialogues import Dialogue, Turn
from training.discovery import groups, messages, names, page
from training.discovery.smalltalk import unfit
from training.discovery.words import terms


def clouds(sizes: list[int], seed: int = 1, width: int = 24, noise: float = 0.12) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors around one direction a group, shuffled, and the group of each."""
    chance = np.random.default_rng(seed)
    middles = np.linalg.qr(chance.standard_normal((width, width)))[0][: len(sizes)]
    right = chance.permutation(np.repeat(np.arange(len(sizes)), sizes))
    made = middles[right] + noise * chance.standard_normal((len(right), width))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32), right


def talk(id: str, *texts: str) -> Dialogue:
    return Dialogue(id=id, turns=tuple(Turn(speaker=("customer", "agent")[i % 2], text=text) for i, text in enumerate(texts)))


def written(path: Path, texts: list[str]) -> Path:
    return tiny.write_csv(path, [{"text": text} for text in texts])


CHINESE = {
    "退款": [
        "退款什么时候到账",
        "我的退款还没到账",
        "退款要几天到账呢",
        "申请了退款一直没到账",
        "退款没有收到钱",
        "请问退款多久到账",
        "退款怎么还不到账",
        "想问退款到账了没有",
    ],
    "发票": [
        "请帮我开一张发票",
        "发票抬头写错了要改",
        "公司要发票怎么开",
        "电子发票在哪里下载",
        "发票能不能重新开",
        "我需要开公司发票",
        "发票税号要改一下",
        "怎么开电子发票",
    ],
    "地址": [
        "我想修改收货地址",
        "收货地址填错了怎么改",
        "能改一下收货地址吗",
        "地址写错了帮我修改",
        "换个收货地址可以吗",
        "修改地址在哪里改",
        "我要换收货地址",
        "收货地址能不能改",
    ],
}


@pytest.mark.parametrize(
    "text", ["hi", "Good morning!", "ok thank you so much", "bye, have a nice day", "yes please", "你好", "好的，谢谢", "在吗？"]
)
def test_small_talk_asks_for_nothing(text: str) -> None:
    assert unfit(text, opens=True) == "small talk"


@pytest.mark.parametrize("text", ["4711", "<NAME>", "Jennifer", "HL-204518", "jen@mail.example"])
def test_a_bare_answer_is_a_fragment(text: str) -> None:
    assert unfit(text, opens=True) == "fragments"


@pytest.mark.parametrize("text", ["hi, where is my parcel", "card stolen", "good morning i lost my card", "我要退款", "你好，发票怎么开"])
def test_a_message_that_wants_something_is_looked_at(text: str) -> None:
    assert unfit(text, opens=True) is None


def test_later_in_a_dialogue_only_what_asks_is_looked_at(tmp_path: Path) -> None:
    history = tmp_path / "history.jsonl"
    spoken = talk(
        "a", "hi", "hello", "my card got lost", "your name?", "its Anna Berg of course", "done", "can you also change my address", "ok"
    )
    dialogues.write(history, [spoken])
    found = messages.read(history)
    assert [one.text for one in found.messages] == ["my card got lost", "can you also change my address"]
    assert found.left_out == {"small talk": 1, "later answers": 1}
    assert {(one.group, one.language) for one in found.messages} == {("a", "en")}


def test_rows_that_cannot_be_read_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    source = tmp_path / "texts.jsonl"
    source.write_text('{"text": "where is my parcel"}\nnonsense\n{"text": 5}\n{"text": "cancel my order please"}\n', "utf-8")
    found = messages.read(source)
    assert [one.text for one in found.messages] == ["where is my parcel", "cancel my order please"]
    assert [one.row for one in found.bad] == [2, 3]


def test_a_table_without_a_text_column_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "texts.csv"
    source.write_text("message\nwhere is my parcel\n", "utf-8")
    with pytest.raises(DataError, match="no column text"):
        messages.read(source)


def test_groups_of_very_different_sizes_are_found_without_their_number() -> None:
    vectors, right = clouds([400, 150, 60, 25, 12])
    found = groups.find(vectors, seed=7)
    measured = evaluation.score([str(group) for group in found.of], [str(group) for group in right])
    assert measured["groups"] == 5
    assert measured["accuracy"] > 0.98
    assert list(np.bincount(found.of)) == sorted(np.bincount(found.of), reverse=True)


def test_what_lies_between_two_groups_is_unsure() -> None:
    vectors, right = clouds([60, 60])
    middle = vectors[right == 0][:3] + vectors[right == 1][:3]
    found = groups.find(np.vstack([vectors, middle / np.linalg.norm(middle, axis=1, keepdims=True)]), seed=7)
    assert found.sure[: len(vectors)].all()
    assert found.near[len(vectors) :].max() < found.near[: len(vectors)].min()


def test_very_many_vectors_are_grouped_by_nearly_the_nearest() -> None:
    vectors, right = clouds([500, 300, 200, 90])
    near, _ = groups.neighbours(vectors, 10)
    nearly, _ = groups.neighbours(vectors, 10, exact=100)
    assert np.mean([len(set(a) & set(b)) / 10 for a, b in zip(near, nearly, strict=True)]) > 0.5
    assert evaluation.score([str(g) for g in groups.find(vectors, 7, exact=100).of], [str(g) for g in right])["accuracy"] > 0.95


def test_equal_vectors_are_one_group() -> None:
    assert set(groups.find(np.ones((50, 8), dtype=np.float32) / 8**0.5, 7).of) == {0}


def test_a_group_is_named_by_words_that_the_others_lack() -> None:
    texts = [
        ["my card has not arrived yet", "when will my card arrive", "has the card arrived"],
        ["the card was declined", "why was my card declined", "payment declined with the card"],
    ]
    words = names.describe(texts)
    assert [telling[0] for telling in words] == ["arrived", "declined"]
    assert names.name(words, texts) == ["card_arrived", "card_declined"]


@pytest.mark.parametrize("code", ["HL-204518", "hl204518", "AB12-345678-x", "#204518"])
def test_no_group_is_named_by_the_letters_of_a_code(code: str) -> None:
    assert list(terms(f"parcel {code} stuck, covid19 or 3g")) == ["parcel", "stuck", "covid"]
    assert list(terms(f"包裹{code}丢了")) == ["包裹"]


def test_names_are_identifiers_in_every_script_and_all_different() -> None:
    texts = [
        CHINESE["退款"],
        CHINESE["发票"],
        ["где мой возврат денег"] * 3,
        ["où est mon remboursement été"] * 3,
        ["12 34"] * 3,
        ["56"] * 3,
    ]
    made = names.name(names.describe(texts), texts)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in made)
    assert len(set(made)) == len(made)
    assert "tuikuan" in made[0] and "fapiao" in made[1] and "vozvrat" in made[2]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, base_dir: Path) -> tuple[Path, discover.Discovery]:
    """A folder with what was found in 240 English and 24 Chinese messages of three intents each."""
    folder = tmp_path_factory.mktemp("found")
    source = written(
        folder / "texts.csv",
        [row["text"] for row in tiny.rows(240)] + [text for texts in CHINESE.values() for text in texts] + ["hi", "thanks"],
    )
    return folder / "out", discover.run(source, folder / "out", progress=lambda stage, done, of: None, base=str(base_dir))


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / discover.TABLE).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_request_is_written_once_and_training_reads_the_sure_ones(found: tuple[Path, discover.Discovery]) -> None:
    folder, what = found
    rows = rows_of(folder)
    assert len(rows) == len({row["text"] for row in rows}) == len({one.key for one in what.requests.messages})
    assert what.requests.left_out == {"small talk": 2}
    sure = [row for row in rows if row["intent"]]
    assert rows[: len(sure)] == sure
    read = data.load(folder / discover.TABLE)
    assert len(read.rows) == len(sure)
    assert read.report.get("without intent", 0) == what.unsure == len(rows) - len(sure)


def test_each_script_has_groups_and_languages_of_its_own(found: tuple[Path, discover.Discovery]) -> None:
    folder, _ = found
    chinese = {row["intent"] or row["suggestion"] for row in rows_of(folder) if row["language"] == "zh"}
    english = {row["intent"] or row["suggestion"] for row in rows_of(folder) if row["language"] != "zh"}
    assert len(chinese) > 1 and not (chinese & english) - {""}


def test_the_map_needs_nothing_else_and_no_message_can_break_out_of_it(tmp_path: Path) -> None:
    vectors, _ = clouds([30])
    texts = ["</script><script>alert(1)</script>", *(f"message {i}" for i in range(29))]
    html = page.page([page.Drawn("card_lost", ("card", "lost"), 30, texts, vectors)], "30 requests", 7)
    assert not re.search(r"(?:src|href)\s*=|https?://|@import", html)
    assert html.count("</script>") == 2
    held = json.loads(re.search(r'id="data">(.*?)</script>', html, re.S)[1])  # type: ignore[index]
    assert held["groups"][0]["name"] == "card_lost" and held["groups"][0]["examples"][0] == texts[0]
    assert len(held["points"]) == 30 and all(0 <= x <= 1 and 0 <= y <= 1 for x, y, *_ in held["points"])


def test_the_same_seed_finds_the_same(found: tuple[Path, discover.Discovery], tmp_path: Path, base_dir: Path) -> None:
    folder, _ = found
    discover.run(folder.parent / "texts.csv", tmp_path, progress=lambda stage, done, of: None, base=str(base_dir))
    for name in (discover.TABLE, discover.MAP):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_what_somebody_corrected_is_not_written_over(found: tuple[Path, discover.Discovery]) -> None:
    folder, _ = found
    result = CliRunner().invoke(app, ["discover", str(folder.parent / "texts.csv"), "-o", str(folder)])
    assert isinstance(result.exception, DataError) and "somebody may have corrected it" in str(result.exception)


def test_too_few_messages_are_an_error_that_says_what_was_left_out(tmp_path: Path) -> None:
    source = written(tmp_path / "few.csv", ["where is my parcel", "cancel my order", "thank you"])
    with pytest.raises(DataError, match=r"holds 2 requests \(1 small talk left out\).* 20 or more"):
        discover.run(source, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_where_no_script_has_enough_requests_that_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    latin = [f"{verb} my {thing}" for verb in ("cancel", "track", "return") for thing in ("parcel", "order", "kettle", "invoice")]
    source = written(tmp_path / "both.csv", latin + CHINESE["退款"] + CHINESE["发票"][:4])
    with pytest.raises(DataError, match=r"no groups were found: 24 requests .* grouped apart: give 20 requests or more of one"):
        discover.run(source, tmp_path / "out", progress=lambda stage, done, of: None)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("text", ["=HYPERLINK(A1;A2) refund my order", " +refund my order", "-refund my order", "＝refund my order"])
def test_no_message_is_a_formula_where_the_table_is_opened(tmp_path: Path, base_dir: Path, text: str) -> None:
    source = written(tmp_path / "texts.csv", [text] * 25)
    discover.run(source, tmp_path / "out", progress=lambda stage, done, of: None, base=str(base_dir))
    assert [row["text"] for row in rows_of(tmp_path / "out")] == [f"'{text}"]


def test_messages_that_are_all_equal_are_one_group(tmp_path: Path, base_dir: Path) -> None:
    source = written(tmp_path / "equal.csv", ["where is my parcel"] * 25)
    what = discover.run(source, tmp_path / "out", progress=lambda stage, done, of: None, base=str(base_dir))
    assert len(rows_of(tmp_path / "out")) == 1
    assert "25 requests" in what.about()


def test_what_is_printed_names_every_group_and_what_to_do_next(found: tuple[Path, discover.Discovery]) -> None:
    folder, what = found
    said = "\n".join(discover.lines(what, folder))
    assert all(group.name in said for group in what.groups)
    assert f"frontdesk train --utterances {folder / discover.TABLE}" in said


def test_found_intents_are_scored_beside_the_right_ones(tmp_path: Path) -> None:
    chance = random.Random(1)
    texts = [(f"text {i}", "ab"[i % 2]) for i in range(40)]
    found = [
        {"text": text, "intent": "" if i < 4 else f"group_{right}", "suggestion": f"group_{right}"} for i, (text, right) in enumerate(texts)
    ]
    chance.shuffle(found)
    tiny.write_csv(tmp_path / "found.csv", found)
    tiny.write_csv(tmp_path / "labels.csv", [{"text": text, "intent": right} for text, right in [*texts, ("another", "a")]])
    assert evaluation.evaluate(tmp_path / "found.csv", tmp_path / "labels.csv") == {
        "nmi": 1.0, "ari": 1.0, "accuracy": 1.0, "groups": 2, "intents": 2, "sure": 0.9, "sure_accuracy": 1.0, "texts": 40, "unmatched": 1,
    }  # fmt: skip


def test_two_groups_of_one_intent_count_once() -> None:
    measured = evaluation.score(["a", "a", "a", "b"], ["x", "x", "x", "x"])
    assert measured["accuracy"] == 0.75 and measured["nmi"] == 0.0
