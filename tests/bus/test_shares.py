"""Every conversation belongs to exactly one worker, and few of them move when a worker comes or goes."""

from hypothesis import given
from hypothesis import strategies as st

from bot.bus.shares import PARTITIONS, partition, partitions

NAMES = st.sets(st.text("abcdef0123456789", min_size=1, max_size=32), min_size=1, max_size=6)


@given(NAMES, st.text(max_size=80))
def test_every_conversation_is_the_share_of_one_living_worker(workers: set[str], conversation_id: str) -> None:
    assert sum(conversation_id in partitions(worker, workers) for worker in workers) == 1


@given(NAMES, st.text("ghijkl", min_size=1, max_size=32))
def test_when_a_worker_goes_the_others_keep_what_they_had(workers: set[str], gone: str) -> None:
    for worker in workers:
        assert partitions(worker, {*workers, gone}).numbers <= partitions(worker, workers).numbers


def test_two_workers_share_about_evenly_and_one_alone_has_everything() -> None:
    assert len(partitions("a", ()).numbers) == PARTITIONS
    sizes = [len(partitions(f"worker {n}", {f"worker {m}" for m in range(4)}).numbers) for n in range(4)]
    assert sum(sizes) == PARTITIONS
    assert min(sizes) >= 6


def test_a_conversation_has_the_same_partition_in_every_process() -> None:
    assert [partition(name) for name in ("c1", "telegram-1-2", "客")] == [33, 3, 58]
