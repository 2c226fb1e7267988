from pathlib import Path

import pytest

from bot.dialogue.conditions import Compare
from bot.dialogue.domain import Act, Branch, Collect, HandOver, Say
from bot.errors import PackErrors
from bot.packs import check, load
from tests.packs.folders import SMALL, copied, spoil


def test_a_pack_without_mistakes_becomes_a_domain() -> None:
    pack = load(SMALL)
    domain = pack.domain
    assert (domain.name, domain.languages, domain.title["zh"]) == ("small", ("en", "zh"), "街角小店")
    assert domain.intents["track_order"].flow == "track_order"
    assert domain.intents["human_agent"].human
    assert domain.slots["order_code"].template == "A{code}"
    assert [option.value for option in domain.slots["colour"].options] == ["red", "blue"]
    assert domain.actions["order_status"].parameters == ("order_code",)
    assert domain.actions["cancel_order"].effect == "writes"
    assert domain.actions["cancel_order"].seconds == 2
    assert set(pack.actions) == {"order_status", "cancel_order"}
    assert pack.test_groups == ("w2",)
    assert pack.demo == {"orders": ("A1234",)}


def test_nested_steps_become_a_flat_flow_whose_steps_name_the_next() -> None:
    flow = load(SMALL).domain.flows["track_order"]
    start = flow.steps[flow.start]
    assert isinstance(start, Collect)
    assert start.slot == "order_code"
    called = flow.steps[str(start.next)]
    assert isinstance(called, Act)
    branch = flow.steps[str(called.next)]
    assert isinstance(branch, Branch)
    assert branch.condition == Compare("order_status", "==", ("sent",))
    assert flow.steps[str(branch.then)] == Say("say_order_sent", "order_sent", None)
    question = flow.steps[str(branch.otherwise)]
    assert isinstance(question, Collect)
    assert (question.id, question.confirm) == ("really", True)


def test_a_failed_action_goes_where_its_flow_says_and_next_end_leaves_the_flow() -> None:
    steps = load(SMALL).domain.flows["track_order"].steps
    action = steps["action_cancel_order"]
    assert isinstance(action, Act)
    assert steps[str(action.failed)] == HandOver("hand_over_cannot_cancel", "cannot_cancel")
    cancelled = steps[str(action.next)]
    assert isinstance(cancelled, Say)
    assert cancelled.next is None


def test_step_ids_stay_when_another_step_is_added(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    before = set(load(folder).domain.flows["track_order"].steps)
    spoil(folder, "flows/track_order.yaml", "      - say: order_sent\n", "      - say: order_sent\n      - set: {eta: null}\n")
    assert set(load(folder).domain.flows["track_order"].steps) == before | {"set_eta"}


def test_a_pack_may_override_default_replies_and_inherits_the_others(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    with (folder / "replies/en.yaml").open("a", encoding="utf-8") as file:
        file.write("greeting: [Welcome to the corner shop.]\n")
    replies = load(folder).domain.replies
    assert replies["en"]["greeting"].texts == ("Welcome to the corner shop.",)
    assert replies["en"]["clarify"].texts
    assert replies["zh"]["in_queue"].buttons[0][1] == "restart"


@pytest.mark.parametrize("file", ["pack.yaml", "flows/track_order.yaml", "replies/zh.yaml", "actions.py", "store.py"])
def test_the_version_changes_with_what_the_bot_says_and_does(tmp_path: Path, file: str) -> None:
    folder = copied(tmp_path)
    before = load(folder).domain.version
    assert before == load(folder).domain.version
    with (folder / file).open("a", encoding="utf-8") as stream:
        stream.write("# a remark\n")
    assert load(folder).domain.version != before


def test_the_version_does_not_depend_on_where_the_pack_lies(tmp_path: Path) -> None:
    assert load(copied(tmp_path)).domain.version == load(SMALL).domain.version


def test_new_data_does_not_change_the_version(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    before = load(folder).domain.version
    with (folder / "utterances.csv").open("a", encoding="utf-8") as file:
        file.write("thank you so much,thanks,en,positive,w1\n")
    assert load(folder).domain.version == before


def test_actions_are_read_again_when_the_pack_is(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    load(folder)
    spoil(folder, "store.py", '"sent"', '"lost"')
    code = load(folder).actions["order_status"].__globals__["STATUS"]
    assert code == {"A1234": "lost"}


def test_two_packs_may_have_modules_of_the_same_name(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder, "store.py", '"sent"', '"lost"')
    ours, theirs = load(SMALL).actions["order_status"], load(folder).actions["order_status"]
    assert ours.__globals__["STATUS"] != theirs.__globals__["STATUS"]


def test_loading_refuses_a_pack_with_mistakes_and_names_them(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder, "flows/find_order.yaml", "collect: order_code", "collect: order_cod")
    with pytest.raises(PackErrors) as refused:
        load(folder)
    assert "did you mean 'order_code'?" in str(refused.value)
    assert [m.message for m in refused.value.mistakes] == [m.message for m in check(folder)]


def test_a_folder_that_is_not_there_is_one_clear_mistake(tmp_path: Path) -> None:
    (mistake,) = check(tmp_path / "nothing")
    assert "pack.yaml" in mistake.path
    assert "the pack needs this file" in mistake.message


def test_a_pack_of_utterances_and_past_answers_needs_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "pack.yaml").write_text(
        "title: {en: Bare}\nlanguages: [en]\nanswers: [answer]\nintents:\n  refund: {labels: {en: A refund}}\n", encoding="utf-8"
    )
    (folder / "utterances.csv").write_text("text,intent\nmoney back,refund\n", encoding="utf-8")
    (folder / "history.jsonl").write_text('{"turns": [{"speaker": "agent", "text": "Here it is."}]}\n', encoding="utf-8")
    domain = load(folder).domain
    assert domain.answers == ("answer",)
    assert domain.replies["en"]["greeting"].texts


def test_a_pack_may_say_from_which_risk_on_a_person_is_brought_in(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    assert load(folder).domain.escalation.risk == 0.0, "off unless a pack says so"
    with (folder / "pack.yaml").open("a", encoding="utf-8") as file:
        file.write("escalation: {escalate_at_risk: 0.8}\n")
    assert load(folder).domain.escalation.risk == 0.8
