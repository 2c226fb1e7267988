"""What name is printed on an invoice, and whether it is for a company at all."""

import importlib
from pathlib import Path

import pytest

from bot.packs import Pack
from tests.domains.conftest import Act
from tests.domains.customer import Customer

PRIVATE = {"company": None, "company_wanted": False}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("the company is called Blue Door Ltd", "Blue Door Ltd"),
        ("please put Blue Door Ltd on it", "Blue Door Ltd"),
        ("we are called blue door ltd", "blue door ltd"),
        ("my business is named Blue Door", "Blue Door"),
        ("can you put Blue Door on there please", "Blue Door"),
        ("make it out to Blue Door Ltd, thanks", "Blue Door Ltd"),
        ("I run a small business called Blue Door", "Blue Door"),
        ("Blue Door Ltd is the company name", "Blue Door Ltd"),
        ("i'd want it to say Blue Door Ltd at the top", "Blue Door Ltd"),
        ("oh I need it to be for Blue Door Ltd, attn. Dana", "Blue Door Ltd, attn. Dana"),
        ("no, it's Blue Doors Ltd", "Blue Doors Ltd"),
        ("我们公司叫苏州星湖软件有限公司", "苏州星湖软件有限公司"),
        ("就写苏州星湖软件有限公司吧", "苏州星湖软件有限公司"),
        ("开给苏州星湖软件有限公司，谢谢", "苏州星湖软件有限公司"),
        ("我公司名字叫成都天府旅行社", "成都天府旅行社"),
        ("我們公司叫臺北星湖軟體有限公司", "臺北星湖軟體有限公司"),
        ("我们单位：市第一中学", "市第一中学"),
    ],
)
def test_of_a_sentence_the_name_alone_is_printed(act: Act, words: str, name: str) -> None:
    assert act("read_company", words, said=(words,)) == {"company": name}
    assert act("send_invoice", "HL-402917", words)["company"] == name


@pytest.mark.parametrize(
    "name",
    [
        "Blue Door Ltd", "Reid Brothers Ltd, attn. Dana", "Jane Doe trading as Blue Door", "The Company Shop Ltd", "We Are Social Ltd",
        "For the Love of Food Ltd", "To Let Ltd", "Print Works Ltd", "print works ltd", "Under Armour UK Ltd", "Called To Serve",
        "The Royal Society for the Protection of Small Birds Ltd", "No 1 Catering Ltd", "Hello Fresh", "It Works Ltd", "the body shop",
        "开元酒店集团有限公司", "用友网络科技股份有限公司", "好未来教育集团", "对外经贸大学", "我爱我家房地产经纪有限公司",
        "蓝天网吧", "写意装饰有限公司",
    ],
)  # fmt: skip
def test_a_name_that_begins_like_a_sentence_is_printed_whole(act: Act, name: str) -> None:
    assert act("read_company", name, said=(name,)) == {}
    assert act("send_invoice", "HL-402917", name)["company"] == name


@pytest.mark.parametrize(
    "words",
    [
        "个人", "个人的", "个人抬头就行", "开个人的", "给884210开个个人发票", "写个人", "没有公司", "以个人名义开", "個人就好", "自己用的",
        "private", "just for me", "it's personal", "no company, just me", "in my own name please", "a personal invoice for HL-884210",
    ],
)  # fmt: skip
def test_an_invoice_may_be_for_a_private_person(act: Act, words: str) -> None:
    assert act("read_company", said=(words,)) == PRIVATE


@pytest.mark.parametrize(
    "words",
    [
        "不要个人的 要公司的", "不是个人", "不开个人的", "公司，不是个人", "我个人的订单884210开发票", "没有税号", "要", "个人信息在哪里改",
        "can you get the invoice for me", "i need an invoice for HL-884210", "no vat number", "what about a personal one?", "yes",
        "the business is just me, jane doe", "acme private limited",
    ],
)  # fmt: skip
def test_other_words_do_not_make_it_private(act: Act, words: str) -> None:
    assert act("read_company", said=(words,)) == {}


def test_whoever_has_a_company_keeps_it_where_she_is_just_one_person(act: Act) -> None:
    said = ("Jane Doe Consulting", "no vat number, it's just me")
    assert act("read_company", "Jane Doe Consulting", said=said).get("company_wanted") is None


def test_a_studio_of_one_person_is_a_company(act: Act) -> None:
    assert act("read_company", said=("抬头是王丽个人工作室",)).get("company_wanted") is None


@pytest.mark.parametrize(("language", "words"), [("en", "private"), ("zh", "个人的"), ("zh", "个人")])
def test_a_private_customer_is_not_asked_for_a_company(retail: Pack, tmp_path: Path, language: str, words: str) -> None:
    customer = Customer(retail, tmp_path, language)
    customer.say("invoice for HL-884210" if language == "en" else "HL-884210开发票", "request_invoice")
    # For the bare 个人 the model is sure that a person is wanted; it is the label of a button, which goes first.
    assert customer.say(words, *(["human_agent"] if words == "个人" else [])) == ["invoice_sent"]


def test_a_private_answer_to_the_question_for_the_name_takes_the_company_back(retail: Pack, tmp_path: Path) -> None:
    customer = Customer(retail, tmp_path, "zh")
    customer.say("HL-884210开发票", "request_invoice")
    assert customer.say("要") == ["ask_company"]
    assert customer.say("个人的") == ["invoice_sent"]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("就写上海一诺有限公司就行", "上海一诺有限公司"),
        ("就写成都一诺有限公司", "成都一诺有限公司"),
        ("Add Energy Ltd", "Add Energy Ltd"),
        ("Private Label Partners", "Private Label Partners"),
    ],
)
def test_a_name_that_begins_like_a_lead_in_stays_whole(retail: Pack, words: str, name: str) -> None:
    companies = importlib.import_module(".companies", retail.actions["read_company"].__module__.rpartition(".")[0])
    assert companies.printed(words) in (name, f"{name}就行")
    assert not companies.for_oneself(words)
