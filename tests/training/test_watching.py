from dataclasses import replace
from pathlib import Path

import pytest
import torch

from tests.training.test_encoder import LABELS, RECIPE, texts
from training import base as bases
from training.data import Row
from training.encoder import fit, predict
from training.network import Network, adapted
from training.passes import Run
from training.recipe import EFFORTS
from training.targets import examples
from training.watching import AT_MOST, FEWEST, SHARE, Watch, parted

CPU = torch.device("cpu")
UNLEARNS = replace(
    RECIPE, epochs=10, least_epochs=10, batch=128, warm_up=0.99, adapter_rate=0.15, head_rate=0.05, align=0.0, contrast=0.0, bfloat16=False
)
"""Its rate rises until it destroys what the first passes have learnt."""


def many() -> list[Row]:
    """As many rows as it takes to give some away, no two alike."""
    return [replace(row, text=f"{row.text} {number}") for number, row in enumerate(texts(FEWEST))]


@pytest.fixture
def network(base_dir: Path) -> Network:
    torch.manual_seed(1)
    return Network(adapted(bases.load(str(base_dir)).model, 4), len(LABELS))


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return many()


def test_few_rows_are_all_learnt_from_and_of_many_some_are_watched(rows: list[Row]) -> None:
    few = examples(texts(48), LABELS)
    assert parted(few, 1) == (few, None)
    made, right = examples(rows, LABELS), {row.text: row.intents[0] for row in rows}
    learnt, watched = parted(made, 1)
    assert watched is not None
    assert len(watched.texts) == min(AT_MOST, round(SHARE * FEWEST))
    assert sorted(learnt.texts + watched.texts) == sorted(made.texts)
    for part in (learnt, watched):
        assert [LABELS[int(row.argmax())] for row in part.intents] == [right[text] for text in part.texts]


def test_guesses_about_unlabelled_messages_are_not_what_a_training_is_watched_by(rows: list[Row]) -> None:
    guessed = replace(examples(rows, LABELS), intents=torch.tensor([0.6, 0.3, 0.1]).repeat(FEWEST, 1))
    assert parted(guessed, 1) == (guessed, None)


def test_a_training_ends_where_it_clearly_unlearns_and_goes_back_to_its_best_pass(network: Network) -> None:
    watch = Watch([[5, 6]] * 100, torch.ones(100, 3), patience=2)
    assert [watch.told(right, network) for right in (60, 90, 88)] == [False, False, False]
    best = {name: weight.clone() for name, weight in network.trained().items()}
    with torch.no_grad():
        network.intents.bias += 1.0
    assert [watch.told(right, network) for right in (70, 92, 70, 71)] == [False, False, False, True]
    with torch.no_grad():
        network.intents.bias += 1.0
    watch.settle(network)
    assert torch.equal(network.intents.bias, best["intents.bias"] + 1.0)


def test_a_pass_that_is_hardly_worse_changes_nothing(network: Network) -> None:
    watch = Watch([[5, 6]] * 100, torch.ones(100, 3), patience=1)
    assert not any(watch.told(right, network) for right in (90, 88, 85, 84))
    with torch.no_grad():
        network.intents.bias += 1.0
    before = network.intents.bias.clone()
    watch.settle(network)
    assert torch.equal(network.intents.bias, before)


def test_rows_count_as_right_where_the_likeliest_intent_is_one_of_theirs(network: Network, base_dir: Path) -> None:
    some = texts(12)
    made = examples(some, LABELS)
    run = Run(network, made, RECIPE, 1, CPU, bases.load(str(base_dir)).tokenizer)
    with torch.no_grad():
        network.intents.weight.zero_()
        network.intents.bias.copy_(torch.tensor([0.0, 0.0, 5.0]))
    watch = Watch(run.encoded(made.texts), made.intents, patience=1)
    run.replicas.close()
    assert watch.right(network, CPU) == sum(row.intents == ("track",) for row in some)


def test_a_real_training_that_unlearns_is_broken_off_and_the_best_pass_is_what_comes_out(
    base_dir: Path, tmp_path: Path, rows: list[Row]
) -> None:
    base, made = bases.load(str(base_dir)), examples(rows, LABELS)
    network = fit(base, made, replace(UNLEARNS, patience=1), 1, tmp_path)
    assert len(network.course) <= 8 * 15
    watched = parted(made, 1)[1]
    assert watched is not None
    again = fit(bases.load(str(base_dir)), made, replace(UNLEARNS, patience=1), 1, tmp_path)
    assert again.course == network.course  # what ended early does not go on when it is asked for once more
    right = predict(network, base.tokenizer, watched.texts).intents.argmax(1) == watched.intents.argmax(1)
    assert right.float().mean() >= 0.6  # after the last pass a third is right, as by chance


def test_only_the_longest_effort_is_watched_and_what_is_watched_is_not_learnt(base_dir: Path, tmp_path: Path, rows: list[Row]) -> None:
    assert [recipe.patience > 0 for recipe in EFFORTS.values()] == [False, False, True]
    recipe = replace(RECIPE, epochs=2, least_epochs=2, batch=256, patience=1, align=0.0, contrast=0.0)
    network = fit(bases.load(str(base_dir)), examples(rows, LABELS), recipe, 1, tmp_path)
    assert len(network.course) == 2 * -(-round((1 - SHARE) * FEWEST) // 256)
