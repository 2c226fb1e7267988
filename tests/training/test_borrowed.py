from retrieval.chunks import Chunk
from training.borrowed import borrowed
from training.dialogues import Dialogue, Turn


def dialogue(name: str, intents: tuple[str, ...], *turns: Turn) -> Dialogue:
    return Dialogue(id=name, intents=intents, turns=turns)


def customer(text: str, intents: tuple[str, ...] = ()) -> Turn:
    return Turn(speaker="customer", text=text, intents=intents)


def test_questions_of_articles_that_serve_one_intent_are_learnt() -> None:
    chunks = [
        Chunk("a#1", "Refunds", "Within five days.", "knowledge", "en", ("refund",), question="When do I get my money?"),
        Chunk("b#1", "Many things", "Text.", "knowledge", "en", ("refund", "track"), question="What?"),
        Chunk("c#1", "", "Here you are.", "answer", "en", ("track",), question="where is it"),
    ]
    assert [(row.text, row.intents) for row in borrowed(chunks, [], ("refund", "track"))] == [
        ("Refunds", ("refund",)),
        ("When do I get my money?", ("refund",)),
    ]


def test_past_dialogues_of_one_intent_give_their_opening() -> None:
    agent = Turn(speaker="agent", text="Hello!")
    dialogues = [
        dialogue("1", ("track",), agent, customer("my parcel is late"), customer("hello??")),
        dialogue("2", ("track", "refund"), customer("where is it, or pay me back")),
        dialogue("3", ("track", "refund"), customer("hi"), customer("pay me back", ("refund",))),
        dialogue("4", ("unheard_of",), customer("make me a sandwich")),
    ]
    rows = borrowed([], dialogues, ("refund", "track"))
    assert [(row.text, row.intents, row.sentiment, row.group) for row in rows] == [
        ("my parcel is late", ("track",), None, ""),
        ("pay me back", ("refund",), None, ""),
    ]
