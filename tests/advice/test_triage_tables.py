"""The tables beside a triage model, and the case as a clinician reads it."""

from pathlib import Path

import pytest

from bot.advice.triage import model as models
from bot.advice.triage.engine import advice, begin, heard
from bot.advice.triage.summary import summary
from bot.advice.triage.tables import Desk, opened
from bot.errors import ArtifactError, DataError
from tests.advice import ward

SYMPTOMS = """id,en,zh,ask_en,ask_zh
cough,cough,咳嗽,Does your child cough?,孩子咳嗽吗？
wheeze,wheezing,喘息,,
loose stool,loose stool,稀便,,
fever,fever,发热,,
rash,rash,皮疹,,
blue lips,blue lips,嘴唇发紫,,
constipation,constipation,便秘,,
itch,itching,痒,,
"""
CONDITIONS = """condition,en,zh,level,under_months,source
cold,common cold,感冒,self_care,,NHS: Common cold
pneumonia,pneumonia,肺炎,today,,NHS: Pneumonia
diarrhoea,diarrhoea,腹泻,routine,120,NHS: Diarrhoea and vomiting
"""
FLAGS = """name,en,zh,symptoms,under_months,level,source
blue,blue lips,嘴唇发紫,blue lips,,emergency,NICE NG143
young_fever,fever in a young baby,小婴儿发热,fever,3,emergency,NICE NG143
itchy_rash,an itchy rash,发痒的皮疹,rash|itch,,routine,hand-made
"""
EXCLUSIVE = "one,other\nloose stool,constipation\n"


def written(folder: Path, **other: str) -> Path:
    texts = {"symptoms": SYMPTOMS, "conditions": CONDITIONS, "flags": FLAGS, "exclusive": EXCLUSIVE, **other}
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "model.npz").write_bytes(models.dumped(ward.model()))
    return folder


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return opened(written(tmp_path))


def test_the_tables_make_an_engine(desk: Desk) -> None:
    engine = desk.engine
    assert engine.levels == ward.LEVELS
    assert [flag.name for flag in engine.flags] == ["blue", "young_fever", "itchy_rash"]
    assert engine.under_months == {"diarrhoea": 120.0}
    assert begin(engine, ["fever"], 2).flags == ("young_fever",)


def test_a_symptom_is_asked_about_in_words(desk: Desk) -> None:
    assert desk.question("cough", "en") == "Does your child cough?"
    assert desk.question("rash", "zh") == "皮疹？", "its name, where nobody wrote a question"


@pytest.mark.parametrize(
    ("table", "text", "message"),
    [
        ("flags", FLAGS.replace("blue lips,,emergency", "green lips,,emergency"), "row 2: 'green lips' is no id"),
        ("flags", FLAGS.replace("NICE NG143\nyoung", "\nyoung"), "row 2: a flag needs a name"),
        ("flags", FLAGS.replace("fever,3", "fever,three"), "row 3: under_months is 'three'"),
        ("flags", FLAGS.replace("rash|itch,,routine", "rash|itch,,soon"), "row 4: the level is 'soon'"),
        ("conditions", CONDITIONS.replace("NHS: Pneumonia", ""), "row 3: a condition needs"),
        ("conditions", CONDITIONS.replace("pneumonia,pneumonia", "measles,measles"), "lacks pneumonia"),
        ("symptoms", SYMPTOMS.replace("cough,cough,咳嗽", "sneeze,sneeze,喷嚏"), "lacks cough"),
        ("exclusive", "one,other\nfever,fever\n", "row 2: two different ids"),
    ],
)
def test_a_mistake_in_a_table_is_named_with_its_row(tmp_path: Path, table: str, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        opened(written(tmp_path, **{table: text}))


def test_a_desk_without_a_model_says_what_to_do(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "model.npz").unlink()
    with pytest.raises(ArtifactError, match="fit it again"):
        opened(tmp_path)


def test_the_summary_has_the_level_first_and_every_answer(desk: Desk) -> None:
    case = begin(desk.engine, ["cough", "itch"], 36)
    for symptom, answer in (("wheeze", "yes"), ("fever", "no"), ("rash", "unsure")):
        case = heard(desk.engine, case, symptom, answer)  # type: ignore[arg-type]
    lines = summary(desk, case, advice(desk.engine, case), "en").splitlines()
    assert lines[0] == "Level: to be seen today"
    assert "Said unasked: cough, itching" in lines
    assert "No: fever" in lines
    assert "Not known: rash" in lines
    assert any(line.startswith("Speaks for it (log-odds): wheezing +") for line in lines)
    assert lines[-1] == "Model v1, data d1"


def test_the_summary_is_written_in_chinese_too(desk: Desk) -> None:
    case = begin(desk.engine, ["blue lips"], 36)
    text = summary(desk, case, advice(desk.engine, case), "zh")
    assert text.startswith("级别：急诊")
    assert "警示信号：嘴唇发紫" in text
