"""The head over a whole conversation: what it learns, and that what is served computes the same."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from bot.errors import ArtifactError
from bot.inference import outlook
from bot.inference.outlook import RATINGS, REMEMBERED, EncodedMessage, Side
from training.outlook import Course, OutlookRecipe, TrainedOutlook, fit

SMALL = OutlookRecipe(project=8, heads=2, values=4, hidden=8, epochs=30, batch=16, rate=2e-2)
GOOD, BAD = np.eye(6, dtype=np.float32)[:2]
CALM = np.array([0.1, 0.8, 0.1], dtype=np.float32)


def heard(length: int, chance: np.random.Generator) -> list[EncodedMessage]:
    vectors = chance.normal(size=(length, 6)).astype(np.float32)
    sides: tuple[Side, Side] = ("customer", "agent")
    return [EncodedMessage(sides[i % 2], "?" * i, vector / np.linalg.norm(vector), CALM) for i, vector in enumerate(vectors)]


def a_course(answer: np.ndarray, rating: int, escalated: bool | None, chance: np.random.Generator) -> Course:
    """The customer asks, the agent answers, the customer goes on; what they think of it follows from the answer alone."""
    messages = heard(3, chance)
    messages[1] = EncodedMessage("agent", "so", answer, CALM)
    ratings = np.zeros((3, 5), dtype=np.float32)
    ratings[2, rating - 1] = 1.0
    return Course(outlook.inputs(messages), np.array([True, False, True]), ratings, escalated)


@pytest.fixture(scope="module")
def courses() -> list[Course]:
    chance = np.random.default_rng(3)
    good = [a_course(GOOD, 4, False, chance) for _ in range(40)]
    return good + [a_course(BAD, 2, True, chance) for _ in range(8)]


@pytest.fixture(scope="module")
def trained(courses: list[Course]) -> TrainedOutlook:
    return fit(courses, 5, SMALL)


def test_a_bad_answer_lets_expect_a_dissatisfied_customer_before_they_write(trained: TrainedOutlook) -> None:
    chance = np.random.default_rng(9)
    (after_good, _, calm), (after_bad, _, risky) = (trained.read(a_course(answer, 3, None, chance)) for answer in (GOOD, BAD))
    assert after_good[2] @ RATINGS > 3.3 > 2.7 > after_bad[2] @ RATINGS
    assert risky[2] > 0.6 > 0.4 > calm[2]


def test_what_a_message_says_is_not_known_before_it_is_written(trained: TrainedOutlook, courses: list[Course]) -> None:
    changed = courses[0].inputs.copy()
    changed[2, :6] = -changed[2, :6]
    (before, now, _), (also_before, other, _) = (
        trained.read(Course(inputs, courses[0].customer, courses[0].ratings)) for inputs in (courses[0].inputs, changed)
    )
    assert np.array_equal(before[:3], also_before[:3])
    assert not np.allclose(now[2], other[2])


def test_probabilities_are_as_frequent_as_ratings_are_though_rare_ones_weighed_more(trained: TrainedOutlook, courses: list[Course]) -> None:
    expected = np.mean([trained.read(course)[1][2] for course in courses], axis=0)
    assert expected[1] == pytest.approx(8 / 48, abs=0.06)


def test_a_rare_rating_is_guessed_where_it_is_likelier_than_usual(trained: TrainedOutlook) -> None:
    likely = np.array([[0.0, 0.3, 0.0, 0.7, 0.0], [0.0, 0.05, 0.0, 0.95, 0.0]], dtype=np.float32)
    assert trained.guess(likely).tolist() == [2, 4]


@pytest.mark.parametrize("length", [1, 2, REMEMBERED])
def test_what_is_served_computes_what_was_trained(trained: TrainedOutlook, tmp_path: Path, length: int) -> None:
    trained.save(tmp_path)
    head = outlook.load(tmp_path)
    assert head is not None
    messages = heard(length, np.random.default_rng(length))
    course = Course(outlook.inputs(messages), np.ones(length, dtype=bool), np.zeros((length, 5), dtype=np.float32))
    _, now, risk = trained.read(course)
    judgement = head.judge(messages)
    assert judgement.ratings is not None
    assert np.allclose(judgement.ratings, now[-1], atol=1e-4)
    assert judgement.risk == pytest.approx(float(risk[-1]), abs=1e-4)


def test_of_a_long_conversation_the_last_messages_are_read(trained: TrainedOutlook, tmp_path: Path) -> None:
    trained.save(tmp_path)
    head = outlook.load(tmp_path)
    assert head is not None
    messages = heard(REMEMBERED + 7, np.random.default_rng(2))
    assert head.judge(messages).satisfaction == head.judge(messages[7:]).satisfaction


def test_what_nobody_rated_is_not_foreseen(courses: list[Course], tmp_path: Path) -> None:
    unrated = [Course(one.inputs, one.customer, one.ratings * 0, one.escalated) for one in courses]
    fit(unrated, 5, SMALL).save(tmp_path)
    head = outlook.load(tmp_path)
    assert head is not None
    judgement = head.judge(heard(3, np.random.default_rng(1)))
    assert judgement.satisfaction is None and judgement.risk is not None


def test_a_head_of_another_version_is_refused_before_it_serves(trained: TrainedOutlook, tmp_path: Path) -> None:
    """Else every turn of every conversation would fail over it."""
    trained.save(tmp_path)
    weights = load_file(tmp_path / outlook.WEIGHTS)
    for name in ("score.weight", "mix.weight", "now.weight"):
        save_file({**weights, name: np.ascontiguousarray(weights[name][:, 1:])}, tmp_path / outlook.WEIGHTS)
        with pytest.raises(ArtifactError, match=r"outlook\.safetensors reads other facts .* train again"):
            outlook.load(tmp_path)
    save_file({name: value for name, value in weights.items() if name != "slope"}, tmp_path / outlook.WEIGHTS)
    with pytest.raises(ArtifactError, match="train again"):
        outlook.load(tmp_path)


def test_who_says_the_same_again_is_noticed() -> None:
    chance = np.random.default_rng(4)
    messages = heard(3, chance)
    again = [*messages, EncodedMessage("agent", "so", messages[1].vector, CALM)]
    fresh = [*messages, EncodedMessage("agent", "so", -messages[1].vector, CALM)]
    repeated, new = (outlook.inputs(several)[-1, 6 + 3 + 2] for several in (again, fresh))
    assert repeated == pytest.approx(1.0, abs=1e-5) and new < 0.0
