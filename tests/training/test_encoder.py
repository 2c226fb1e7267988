import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from bot.errors import ModelError
from bot.inference import transformer
from bot.inference.tags import Span, first_pieces, spans_of
from bot.inference.transformer import Transformer
from tests.training import tiny
from training import base as bases
from training import checkpoint
from training.batches import shuffled, tokenizer
from training.data import Row
from training.encoder import fit, predict
from training.export import export
from training.groups import examples
from training.network import Network, adapted
from training.pack import BUNDLED
from training.passes import IGNORED, Run, base_vectors, schedule
from training.recipe import Recipe

LABELS = ("refund", "size", "track")
RECIPE = Recipe(epochs=3, least_epochs=3, small=100, steps=0, batch=8, adapter_rate=5e-3, head_rate=2e-2)


def texts(count: int = 48) -> list[Row]:
    return [Row(row["text"], (row["intent"],), sentiment=row["sentiment"]) for row in tiny.rows(count)]


def trained(
    base_dir: Path, work: Path, tick: Callable[[int, int], None] = lambda done, of: None, recipe: Recipe = RECIPE, seed: int = 1
) -> Network:
    return fit(bases.load(str(base_dir)), examples(texts(), LABELS), recipe, seed, work, tick)


def weights(network: Network) -> dict[str, torch.Tensor]:
    return {name: weight.detach().clone() for name, weight in network.trained().items()}


def same(one: Network, other: Network) -> bool:
    return all(torch.equal(weight, weights(other)[name]) for name, weight in weights(one).items())


class Killed(BaseException):
    """Like a power cut: nothing catches it."""


def kill(done: int, of: int) -> None:
    """In the third epoch of 48 texts in batches of 8."""
    if done == 15:
        raise Killed


def test_it_learns_what_it_is_shown(base_dir: Path, tmp_path: Path) -> None:
    base = bases.load(str(base_dir))
    network = fit(base, examples(texts(120), LABELS), replace(RECIPE, epochs=8, small=120), 1, tmp_path)
    fresh = [Row(row["text"], (row["intent"],)) for row in tiny.rows(60, seed=9)]
    guesses = predict(network, base.tokenizer, [row.text for row in fresh]).intents.argmax(1)
    assert sum(LABELS[int(guess)] in row.intents for guess, row in zip(guesses, fresh, strict=True)) >= 45


def test_only_adapter_and_heads_are_trained(base_dir: Path, tmp_path: Path) -> None:
    names = trained(base_dir, tmp_path).trained()
    assert all("lora_" in name or name.split(".")[0] in ("intents", "sentiment", "embedding") for name in names)


def test_the_same_seed_gives_the_same_numbers_and_another_one_others(base_dir: Path, tmp_path: Path) -> None:
    first = trained(base_dir, tmp_path / "first")
    assert same(first, trained(base_dir, tmp_path / "again"))
    assert not same(first, trained(base_dir, tmp_path / "again", seed=2))


def test_a_killed_training_goes_on_where_it_was_and_ends_with_the_same_numbers(base_dir: Path, tmp_path: Path) -> None:
    seen: list[int] = []
    with pytest.raises(Killed):
        trained(base_dir, tmp_path / "work", kill)
    resumed = trained(base_dir, tmp_path / "work", lambda done, of: seen.append(done))
    assert seen[0] == 12
    assert same(resumed, trained(base_dir, tmp_path / "other"))


def test_what_is_trained_is_not_trained_again_where_several_are_and_a_later_one_is_killed(base_dir: Path, tmp_path: Path) -> None:
    seen: list[int] = []
    first = trained(base_dir, tmp_path)
    again = trained(base_dir, tmp_path, lambda done, of: seen.append(done))
    assert set(seen) == {18}
    assert same(first, again)
    assert again.course == first.course


def test_a_checkpoint_of_other_data_or_settings_is_not_used(base_dir: Path, tmp_path: Path) -> None:
    keys = {
        checkpoint.key(recipe, *parts) for recipe in (RECIPE, replace(RECIPE, rank=8)) for parts in ((1, ["a"]), (2, ["a"]), (1, ["b"]))
    }
    assert len(keys) == 6


def test_a_torn_checkpoint_starts_the_training_anew(base_dir: Path, tmp_path: Path) -> None:
    (tmp_path / checkpoint.FILE).write_bytes(b"half a file")
    assert checkpoint.load(tmp_path) is None


def test_a_loss_that_is_no_number_stops_with_a_clear_error(base_dir: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="the loss is not a number"):
        trained(base_dir, tmp_path, recipe=replace(RECIPE, align=float("nan")))


def test_the_embedding_stays_near_that_of_the_base_encoder(base_dir: Path, tmp_path: Path) -> None:
    base = bases.load(str(base_dir))
    moved = {}
    for align in (0.0, 3.0):
        network = trained(base_dir, tmp_path, recipe=replace(RECIPE, align=align, epochs=8))
        ids = [one.ids for one in tokenizer(base.tokenizer).encode_batch([row.text for row in texts()])]
        kept = predict(network, base.tokenizer, [row.text for row in texts()]).vector * base_vectors(network, ids, torch.device("cpu"))
        moved[align] = float(kept.sum(1).mean())
    assert moved[3.0] > moved[0.0]


def test_what_is_exported_says_what_was_trained(base_dir: Path, tmp_path: Path) -> None:
    base = bases.load(str(base_dir))
    network = trained(base_dir, tmp_path / "work")
    before = weights(network)
    export(network, base.tokenizer, tmp_path / "latin", [row.text for row in texts()])
    served = transformer.load(tmp_path / "latin")
    for row in texts(12):
        exact, quantised = predict(network, base.tokenizer, [row.text]), served.outputs(row.text)
        assert torch.tensor(quantised.vector) @ exact.vector[0] > 0.98
        assert torch.allclose(torch.tensor(quantised.intents), exact.intents[0], atol=0.5)
    assert all(torch.equal(weight, network.trained()[name]) for name, weight in before.items())
    assert (tmp_path / "latin" / "adapter" / "adapter_model.safetensors").stat().st_size > 1000


def marked(count: int, seed: int = 1) -> list[Row]:
    """Rows that end with a code of six digits, or with a name that is no word."""
    rows = []
    for number, row in enumerate(tiny.rows(count, seed=seed)):
        slot, value = (("order_code", str(100000 + 7919 * number * seed % 899999)), ("name", "qxz jvk"))[number % 2]
        text = f"{row['text']} {value}"
        rows.append(Row(text, (row["intent"],), spans=(Span(len(text) - len(value), len(text), slot),)))
    return rows


@pytest.fixture(scope="module")
def tagger(base_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Network, Transformer]:
    """A network that learnt two slots, and what is served of it."""
    base, folder = bases.load(str(base_dir)), tmp_path_factory.mktemp("tagger")
    network = fit(base, examples(marked(96), LABELS), replace(RECIPE, epochs=6, small=96), 1, folder / "work")
    export(network, base.tokenizer, folder / "latin", [row.text for row in marked(96)])
    return network, transformer.load(folder / "latin")


def test_marked_words_are_tagged_in_texts_that_are_new(tagger: tuple[Network, Transformer]) -> None:
    fresh = marked(40, seed=9)
    found = [spans_of(words, ("name", "order_code")) for row in fresh if (words := tagger[1].outputs(row.text).words)]
    assert sum(spans == row.spans for spans, row in zip(found, fresh, strict=True)) >= 36


def test_the_served_tags_are_those_that_were_trained(base_dir: Path, tagger: tuple[Network, Transformer]) -> None:
    network, served = tagger
    for row in marked(6, seed=5):
        encoding = tokenizer(bases.load(str(base_dir)).tokenizer).encode(row.text)
        exact = network(torch.tensor([encoding.ids]), torch.ones(1, len(encoding.ids), dtype=torch.long)).tags
        words = served.outputs(row.text).words
        assert exact is not None
        assert words is not None
        tokens, places = first_pieces(encoding)
        assert words.places == places
        assert torch.allclose(torch.tensor(words.logits), exact[0][list(tokens)], atol=0.6)


def test_rows_that_nobody_looked_at_for_slots_teach_no_tag(base_dir: Path, tmp_path: Path) -> None:
    seen = marked(8)
    unseen = [replace(row, spans=None) for row in marked(8, seed=3)]
    taught = examples([*seen, *unseen], LABELS)
    run = Run(
        Network(adapted(bases.load(str(base_dir)).model, 4), 3, 5),
        taught,
        RECIPE,
        1,
        torch.device("cpu"),
        bases.load(str(base_dir)).tokenizer,
    )
    run.noisy(random.Random(1))
    assert all(max(tags) > 0 for tags in run.tags[:8])
    assert {tag for tags in run.tags[8:] for tag in tags} == {IGNORED}
    run.replicas.close()


def test_where_nothing_is_marked_there_is_no_tag_head(base_dir: Path, tmp_path: Path) -> None:
    network = trained(base_dir, tmp_path / "work")
    export(network, bases.load(str(base_dir)).tokenizer, tmp_path / "latin", [])
    assert network.tags is None
    assert transformer.load(tmp_path / "latin").outputs("where is my parcel").words is None


def test_a_killed_training_with_tags_ends_with_the_same_numbers(base_dir: Path, tmp_path: Path) -> None:
    base, taught = bases.load(str(base_dir)), examples(marked(48), LABELS)
    with pytest.raises(Killed):
        fit(base, taught, RECIPE, 1, tmp_path / "work", kill)
    resumed = fit(bases.load(str(base_dir)), taught, RECIPE, 1, tmp_path / "work")
    assert same(resumed, fit(bases.load(str(base_dir)), taught, RECIPE, 1, tmp_path / "other"))
    assert "tags.weight" in resumed.trained()


def test_an_adapters_configuration_is_the_same_file_in_every_process(base_dir: Path, tmp_path: Path) -> None:
    base = bases.load(str(base_dir))
    network = Network(adapted(base.model, 2), len(LABELS)).eval()
    network.encoder.peft_config["default"].target_modules = ["value", "query", "dense"]
    export(network, base.tokenizer, tmp_path / "latin", [row.text for row in texts()])
    assert json.loads((tmp_path / "latin/adapter/adapter_config.json").read_text("utf-8"))["target_modules"] == ["dense", "query", "value"]


def test_rows_with_two_intents_share_the_probability() -> None:
    made = examples([Row("cancel and refund", ("size", "track")), Row("hm", ("refund",))], LABELS)
    assert made.intents.tolist() == [[0.0, 0.5, 0.5], [1.0, 0.0, 0.0]]
    assert made.sentiment_weight.tolist() == [0.0, 0.0]


def test_batches_hold_every_row_once_and_rows_of_like_length() -> None:
    lengths = [(i * 37) % 50 + 1 for i in range(200)]
    batches = shuffled(lengths, 8, seed=3)
    assert sorted(row for batch in batches for row in batch) == list(range(200))
    assert sum(max(lengths[row] for row in batch) - min(lengths[row] for row in batch) for batch in batches) / len(batches) < 10
    assert shuffled(lengths, 8, seed=3) != shuffled(lengths, 8, seed=4)


def test_the_rate_rises_and_falls_to_zero() -> None:
    assert schedule(0.05, 0.1) == pytest.approx(0.5)
    assert schedule(0.1, 0.1) == pytest.approx(1.0)
    assert schedule(1.0, 0.1) == 0.0


def test_larger_data_gets_fewer_epochs_but_never_too_few() -> None:
    recipe = Recipe(epochs=12, least_epochs=5, small=1000, steps=0)
    assert [recipe.epochs_for(rows) for rows in (100, 1000, 2000, 50_000)] == [12, 12, 6, 5]


def test_a_few_hundred_rows_are_shown_more_often() -> None:
    recipe = Recipe(epochs=12, least_epochs=5, small=1000, steps=200)
    assert [recipe.epochs_for(rows) for rows in (10, 320, 1000)] == [40, 20, 12]


def test_a_base_encoder_that_does_not_exist_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no-such-place cannot be loaded"):
        bases.load(str(tmp_path / "no-such-place"))


def test_the_bundled_encoder_is_the_one_this_project_was_measured_with() -> None:
    assert bases.record_of(BUNDLED).sha256 == bases.BUNDLED_SHA256


def test_lora_is_on_every_linear_layer(base_dir: Path) -> None:
    model = adapted(bases.load(str(base_dir)).model, 4)
    linear = [name for name, module in model.named_modules() if name.endswith(".base_layer")]
    assert len(linear) == 2 * 6
