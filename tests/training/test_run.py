import re
from pathlib import Path

import numpy as np
import pytest
import yaml

from bot.errors import DataError, PackError
from bot.inference import encoder
from bot.inference.artifact import latest, verify
from tests.training import tiny
from training import card, run
from training.pack import read_settings

CHINESE = {
    "track": "我的快递到哪了 订单还没到 物流没动静 包裹在哪里",
    "refund": "我要退款 钱退给我 退的钱没到账 什么时候退钱",
    "oos": "今天天气 写首诗 唱个歌 讲笑话",
}


def quiet(stage: str, done: int, of: int) -> None:
    """Nobody watches a test train."""


def chinese(count: int) -> list[dict[str, str]]:
    made = []
    for i in range(count):
        intent = list(CHINESE)[i % len(CHINESE)]
        phrases = CHINESE[intent].split()
        text = phrases[i // 3 % 4] + "吗呢啊吧呀"[i // 12 % 5] + phrases[i // 7 % 4]
        made.append({"text": text, "intent": intent, "language": "zh", "sentiment": "neutral", "group": f"zh-{i % 5}"})
    return made


def marked(row: dict[str, str]) -> dict[str, str]:
    """The row with each word about sizes marked."""
    return row | {"text": re.sub(rf"\b({'|'.join(tiny.WORDS['size'])})\b", r"[\1](item)", row["text"])}


@pytest.fixture(scope="module")
def pack(base_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs") / "shop"
    (folder / "knowledge" / "en").mkdir(parents=True)
    (folder / "knowledge" / "zh").mkdir()
    (folder / "knowledge" / "en" / "refunds.md").write_text(
        "---\nid: refunds\ntitle: Refunds\nintents: [refund]\n---\n## When\nWithin five days.\n"
    )
    (folder / "knowledge" / "zh" / "sizes.md").write_text("---\nid: 尺码\ntitle: 尺码\nintents: [size]\n---\n## 偏大吗\n按平时的尺码买。\n")
    (folder / "knowledge" / "zh" / "refunds.md").write_text(
        "---\nid: 退款\ntitle: 退款\nintents: [refund]\n---\n## 什么时候\n五天内退款。\n"
    )
    rows = [marked(row) for row in tiny.rows(120, ("track", "refund", "size", "oos"))] + chinese(60)
    tiny.write_csv(folder / "utterances.csv", rows)
    training = {"test_groups": ["writer-1", "zh-1"], "calibration_groups": ["writer-2", "zh-2"], "base": str(base_dir)}
    (folder / "pack.yaml").write_text(yaml.safe_dump({"languages": ["en", "zh"], "training": training}))
    return folder


@pytest.fixture(scope="module")
def trained(pack: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run.train_pack(pack, tmp_path_factory.mktemp("artifacts"), "quick", 7, quiet).folder


def test_a_trained_pack_is_an_artifact_that_verifies(trained: Path) -> None:
    manifest = verify(trained)
    assert latest(trained.parent.parent, "shop") == trained
    assert set(manifest.groups) == {"latin", "other"}
    assert manifest.languages == ("en", "zh")
    assert manifest.groups["latin"].rows == {"train": 85, "calibration": 20, "test": 20}
    assert manifest.groups["latin"].labels[-1] == "oos"
    assert {"latin/model.onnx", "latin/tokenizer.json", "latin/adapter/adapter_model.safetensors", "MODEL_CARD.md"} <= set(manifest.files)
    assert not [name for name in manifest.files if name.endswith((".pkl", ".pt", ".bin"))]


def test_the_card_tells_a_support_lead_what_was_measured_on_how_many_rows(trained: Path) -> None:
    told = (trained / "MODEL_CARD.md").read_text(encoding="utf-8")
    for part in ("test (n = 20)", "before weights became int8", "## Limits", "## Licence", "Wrong among those"):
        assert part in told


def test_slots_that_the_rows_mark_are_learnt_measured_and_told(trained: Path) -> None:
    groups, told = verify(trained).groups, (trained / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert (groups["latin"].slots, groups["other"].slots) == (("item",), ())
    for part in ("calibration", "test"):
        assert groups["latin"].metrics[f"{part}_slot_f1"] == groups["latin"].metrics[f"{part}_slot_f1_item"] is not None
    assert "F1 over whole spans" in told
    assert "F1 of the slot item" in told
    assert not [name for name in groups["other"].metrics if "slot" in name]


def test_the_card_says_from_which_probability_on_tags_are_used_or_that_they_are_not(trained: Path) -> None:
    record = verify(trained).groups["latin"]
    for span, says in ((0.62, "uses what is at least 0.62 probable"), (None, "its tags are not used")):
        calibration = record.calibration.model_copy(update={"span": span})
        assert says in card.tagging(record.model_copy(update={"calibration": calibration}))[0]
    assert card.tagging(verify(trained).groups["other"]) == []


def test_each_message_is_read_by_the_group_of_its_script(trained: Path) -> None:
    reader = encoder.load(trained)
    english, chinese_reading = reader.read("where is my parcel it is late"), reader.read("我要退款")
    assert (english.group, english.language) == ("latin", "en")
    assert (chinese_reading.group, chinese_reading.language) == ("other", "zh")
    assert chinese_reading.intents[0].name == "refund"
    assert english.model == trained.name


def test_probabilities_never_name_out_of_scope_as_an_intent(trained: Path) -> None:
    for text in ("where is my parcel", "poem song planet", "我要退款", "👍", ""):
        reading = encoder.load(trained).read(text)
        assert "oos" not in [score.name for score in reading.intents]
        assert 0.0 <= reading.out_of_scope <= 1.0
        assert sum(score.value for score in reading.intents) <= 1.0005
        assert [score.value for score in reading.intents] == sorted((score.value for score in reading.intents), reverse=True)
        assert float(np.linalg.norm(reading.vector)) == pytest.approx(1.0, abs=1e-3)
        assert sum(score.value for score in reading.sentiment) == pytest.approx(1.0, abs=1e-3)


def test_what_the_pack_knows_is_indexed_by_group(trained: Path) -> None:
    from retrieval.index import Index

    reader = encoder.load(trained)
    for group, language in (("latin", "en"), ("other", "zh")):
        index = Index.load(trained / group / "index")
        assert {chunk.language for chunk in index.chunks} == {language}
        assert index.dimension == len(reader.vector("", group))


def test_training_again_gives_the_same_numbers(trained: Path, pack: Path, tmp_path: Path) -> None:
    again, first = verify(run.train_pack(pack, tmp_path, "quick", 7, quiet).folder), verify(trained)
    assert again.groups == first.groups
    changing = {"MODEL_CARD.md"}
    assert {n: h for n, h in again.files.items() if n not in changing} == {n: h for n, h in first.files.items() if n not in changing}


def test_any_csv_becomes_an_artifact_where_it_is_asked_for(tmp_path: Path) -> None:
    rows = [{"text": row["text"], "intent": row["intent"]} for row in chinese(60)]
    out = run.train_utterances(tiny.write_csv(tmp_path / "zh.csv", rows), tmp_path / "model", "quick", 7, quiet).folder
    manifest = verify(out)
    assert set(manifest.groups) == {"other"}
    assert manifest.languages == ("zh",)
    assert encoder.load(out).read("where is it").group == "other"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model", "zh.csv"]


def test_the_report_says_what_was_left_out(tmp_path: Path) -> None:
    rows = [{"text": row["text"], "intent": row["intent"]} for row in chinese(60)]
    out = run.train_utterances(
        tiny.write_csv(tmp_path / "zh.csv", [*rows, {"text": " ", "intent": "track"}]), tmp_path / "m", "quick", 7, quiet
    ).folder
    assert verify(out).report["without text"] == 1
    assert "1 rows without text" in (out / "MODEL_CARD.md").read_text(encoding="utf-8")


def test_rows_too_few_to_calibrate_still_give_a_model_that_promises_nothing(tmp_path: Path) -> None:
    rows = [{"text": text, "intent": intent} for text, intent in (("да", "yes"), ("нет", "no"), ("ага", "yes"), ("неа", "no"))]
    manifest = verify(run.train_utterances(tiny.write_csv(tmp_path / "ru.csv", rows), tmp_path / "m", "quick", 7, quiet).folder)
    limits = manifest.groups["other"].calibration.limits
    assert (limits.certified, limits.alpha) == (False, 1.0)


def test_few_rows_in_latin_letters_are_learnt_by_the_group_of_the_others() -> None:
    from training.data import Row

    parts, report = run.by_group([Row("where", ("a",))] * 10 + [Row("退款", ("b",))] * 50)
    assert {name: len(rows) for name, rows in parts.items()} == {"other": 60}
    parts, report = run.by_group([Row("where", ("a",))] * 50 + [Row("退款", ("b",))] * 10 + [Row("123", ("a",))])
    assert {name: len(rows) for name, rows in parts.items()} == {"latin": 51}
    assert report == {"in a script with too few rows for a model of its own": 10}


def test_a_pack_may_say_nothing_about_training(tmp_path: Path) -> None:
    assert read_settings(tmp_path).test_groups == ()
    (tmp_path / "pack.yaml").write_text("languages: [en]\nintents: {}\n")
    assert read_settings(tmp_path).languages == ("en",)


def test_a_mistake_in_the_training_part_of_a_pack_is_named(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("training: {test_group: [a]}\n")
    with pytest.raises(PackError, match=r"pack\.yaml: training: may have test_groups"):
        read_settings(tmp_path)


def test_a_knowledge_file_that_cannot_be_read_stops_before_training(pack: Path, tmp_path: Path) -> None:
    import shutil

    broken = shutil.copytree(pack, tmp_path / "shop")
    (broken / "knowledge" / "en" / "bad.md").write_bytes("---\ntitle: Caf\xe9\n---\nx".encode("latin-1"))
    with pytest.raises(DataError, match=r"bad\.md"):
        run.train_pack(broken, tmp_path / "out", "quick", 7, quiet)


def test_words_help_an_encoder_that_does_not_know_the_language(base_dir: Path, tmp_path: Path) -> None:
    """Made-up words stand for a language that the base encoder never read: alone it cannot tell them apart."""
    swap = str.maketrans("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
    rows = [{"text": row["text"].translate(swap), "intent": row["intent"]} for row in tiny.rows(180)]
    reader = encoder.load(run.train_pack(tiny.pack(tmp_path / "shop", base_dir, rows), tmp_path, "quick", 7, quiet).folder)
    assert reader.manifest.groups["latin"].kind == "mixed"
    fresh = [(row["text"].translate(swap), row["intent"]) for row in tiny.rows(90, seed=2)]
    assert sum(reader.read(text).intents[0].name == intent for text, intent in fresh) >= 80
    assert len(reader.read(fresh[0][0]).vector) == reader.manifest.groups["latin"].dimensions
