import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.errors import ArtifactError
from bot.inference import artifact, encoder
from bot.inference.encoder import Encoder
from bot.inference.passes import here

TEXTS = ["where is my parcel", "my shoes do not fit please help", "我要退款", "refund", "快递到哪了", "a very long " * 60, "?", "HL-204518"]


@pytest.fixture(scope="module")
def reader(artifact_dir: Path) -> Encoder:
    return encoder.load(artifact_dir)


def test_a_score_does_not_depend_on_who_else_is_writing(reader: Encoder) -> None:
    alone = [reader.read(text) for text in TEXTS]
    with ThreadPoolExecutor(8) as pool:
        busy = list(pool.map(reader.read, TEXTS * 25))
    for place, reading in enumerate(busy):
        before = alone[place % len(TEXTS)]
        assert reading.intents == before.intents
        assert reading.out_of_scope == before.out_of_scope
        assert np.array_equal(reading.vector, before.vector)


def test_what_nobody_can_read_is_out_of_scope(reader: Encoder) -> None:
    for text in ("", "   ", "👍👍👍", "완전히", "\u202e\u200b"):
        assert reader.read(text).out_of_scope == 1.0, text


def test_an_artifact_of_one_group_reads_everything_with_it(artifact_dir: Path) -> None:
    manifest = artifact.verify(artifact_dir)
    only = Encoder(manifest, {"latin": encoder.load(artifact_dir).models["latin"]})
    assert only.read("快递到哪了").group == "latin"
    assert only.read("快递到哪了").out_of_scope == 1.0


def test_text_of_any_length_is_read(reader: Encoder) -> None:
    for length in (1, 127, 128, 129, 100_000):
        assert len(reader.read("parcel " * length).vector) == 32


def test_vectors_of_a_group_can_be_asked_for_by_name(reader: Encoder) -> None:
    assert reader.vector("where is it").shape == reader.vector("快递", "latin").shape == (32,)
    assert reader.vector("快递").shape != (32,)


def test_a_changed_byte_is_refused(artifact_dir: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(artifact_dir, tmp_path / "copy")
    graph = copy / "latin" / "model.onnx"
    content = bytearray(graph.read_bytes())
    content[len(content) // 2] ^= 1
    graph.write_bytes(content)
    with pytest.raises(ArtifactError, match=r"model\.onnx has changed"):
        encoder.load(copy)


def test_a_graph_that_cannot_be_read_is_an_artifact_error(artifact_dir: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(artifact_dir, tmp_path / "copy")
    (copy / "latin" / "model.onnx").write_bytes(b"not a graph")
    with pytest.raises(ArtifactError, match="cannot be loaded"):
        encoder.assemble(copy, artifact.read(copy))


def test_an_unknown_kind_of_model_is_refused(artifact_dir: Path) -> None:
    manifest = artifact.read(artifact_dir)
    strange = manifest.groups["latin"].model_copy(update={"kind": "oracle"})
    with pytest.raises(ArtifactError, match="oracle"):
        encoder.assemble(artifact_dir, manifest.model_copy(update={"groups": {"latin": strange}}))


def test_serving_loads_neither_torch_nor_transformers(artifact_dir: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom bot.inference import encoder\n"
        f"encoder.load(Path({str(artifact_dir)!r})).read('where is it')\n"
        "print([name for name in ('torch', 'transformers', 'sklearn', 'scipy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_parts_are_read_in_the_pass_of_the_whole_which_stays_as_it_is(reader: Encoder) -> None:
    text = "where is my parcel, and my shoes do not fit"
    alone, together = reader.read(text), reader.read(text, [(0, 18), (24, 43)])
    assert replace(together, parts=(), vector=alone.vector, query=alone.query) == alone
    assert np.allclose(together.vector, alone.vector, atol=1e-6)
    assert np.allclose(together.query, alone.query, atol=1e-6)
    first, second = together.parts
    assert not np.allclose(first.intents, second.intents)


def test_a_part_that_is_all_of_the_words_reads_much_like_the_whole(reader: Encoder) -> None:
    text = "where is my parcel"
    reading = reader.read(text, [(0, len(text))])
    part = reading.parts[0]
    assert float(part.vector @ reading.vector) > 0.95
    assert here(reader.part(reading, 0, text))[0][0].name == reading.intents[0].name


def test_parts_stand_where_they_were_written_before_the_text_was_tidied(reader: Encoder) -> None:
    plain = reader.read("where is it, my shoes do not fit", [(13, 32)]).parts[0]
    wide = reader.read("where  is it,\u200b  my shoes do not fit", [(16, 35)]).parts[0]
    assert np.array_equal(plain.intents, wide.intents)


def test_a_part_in_another_script_is_left_to_the_group_that_reads_it(reader: Encoder) -> None:
    reading, alone = reader.read("where is my parcel please, 我要退款", [(0, 25), (27, 31)]), reader.read("我要退款")
    assert alone.group != reading.group
    assert here(reader.part(reading, 1, "我要退款")) == (alone.intents, alone.out_of_scope)


def test_a_part_behind_what_one_pass_reads_is_read_alone(reader: Encoder) -> None:
    text, behind = "parcel " * 200 + "my shoes do not fit", "my shoes do not fit"
    reading, alone = reader.read(text, [(1400, len(text))]), reader.read(behind)
    assert not reading.parts[0].readable
    assert here(reader.part(reading, 0, behind)) == (alone.intents, alone.out_of_scope)
