import torch

from training.contrast import Bank

INTENTS = torch.eye(3)[[0, 0, 1, 1, 2, 2]]
VECTORS = torch.nn.functional.normalize(torch.tensor([[1.0, 0.1], [1.0, 0.2], [0.1, 1.0], [0.2, 1.0], [-1.0, 0.0], [-1.0, 0.1]]), dim=-1)


def bank(outside: int | None = None) -> Bank:
    return Bank(VECTORS, INTENTS, outside)


def test_a_message_near_its_own_kind_costs_less_than_one_near_another() -> None:
    rows = torch.tensor([0])
    assert bank().loss(VECTORS[1:2], rows) < bank().loss(VECTORS[2:3], rows)


def test_messages_that_fit_no_intent_need_not_be_alike() -> None:
    rows = torch.tensor([4])
    assert bank().loss(VECTORS[5:6], rows) > 0
    assert bank(outside=2).loss(VECTORS[5:6], rows) == 0


def test_rows_are_compared_with_where_they_lie_now() -> None:
    moved = bank()
    before = moved.loss(VECTORS[0:1], torch.tensor([0]))
    moved.keep((1,), torch.tensor([[-5.0, 0.0]]))
    assert moved.loss(VECTORS[0:1], torch.tensor([0])) > before


def test_one_row_of_an_intent_is_drawn_nowhere() -> None:
    alone = Bank(VECTORS[:3], INTENTS[:3], None)
    assert alone.loss(VECTORS[2:3], torch.tensor([2])) == 0


def test_a_bank_that_goes_on_where_another_stopped_says_the_same() -> None:
    one, other = bank(), bank()
    one.keep((3, 0), torch.tensor([[0.0, 1.0], [0.5, 0.5]]))
    other.resume(one.state())
    assert torch.equal(one.loss(VECTORS, torch.arange(6)), other.loss(VECTORS, torch.arange(6)))
