"""The shop's first orders: a few known ones in every state, many more drawn with a fixed seed; dates count from the day of seeding."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from .catalogue import EU, PRODUCTS, Product
from .workdays import add_working_days, working_day

T = TypeVar("T")

SEED = 20260814
DRAWN = 240

PEOPLE: dict[str, tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = {
    "US": (
        ("Dana Whitfield", "Marcus Ode", "Priya Raman", "Jo Castellano", "Eli Brandt", "Nora Vance", "Sam Okafor"),
        (
            ("418 Alder Street", "Portland"),
            ("77 Kearny Street", "San Francisco"),
            ("1204 Maple Avenue", "Austin"),
            ("9 Birch Lane", "Dayton"),
        ),
    ),
    "CA": (("Claire Tremblay", "Owen MacRae"), (("55 Rue Rachel", "Montréal"), ("310 Keefer Street", "Vancouver"))),
    "GB": (
        ("Margaret Ellison", "Tom Hargreave", "Aisha Begum", "Callum Reid", "Hattie Lowe"),
        (("22 Elm Grove", "Bristol"), ("8 Orchard Close", "Bath"), ("31 Harrow Road", "Leeds"), ("5 Canal Wharf", "Manchester")),
    ),
    "DE": (("Jonas Keller", "Mira Vogt", "Sabine Thiel"), (("Lindenweg 12", "Köln"), ("Torstraße 140", "Berlin"))),
    "NL": (("Sanne de Wit", "Bram Visser"), (("Prinsengracht 88", "Amsterdam"), ("Witte de Withstraat 9", "Rotterdam"))),
    "FR": (("Lucie Bernard", "Karim Haddad"), (("14 rue des Lices", "Rennes"), ("6 quai Rambaud", "Lyon"))),
    "ES": (("Lucía Romero", "Pau Ferrer"), (("Calle Mayor 9", "Toledo"), ("Carrer de Verdi 40", "Barcelona"))),
    "IE": (("Aoife Byrne",), (("5 Mill Lane", "Cork"),)),
    "CN": (
        ("林晓雨", "王芳", "陈美玲", "周勤", "刘志凯", "何佳"),
        (("南京西路1266号", "上海"), ("文三路90号", "杭州"), ("星湖街218号", "苏州"), ("天府大道88号", "成都")),
    ),
    "HK": (("Kelvin Ho", "Amy Lau"), (("88 Queen's Road East", "Hong Kong"),)),
    "SG": (("Tan Wei Ling", "Arjun Pillai"), (("31 Orchard Road", "Singapore"),)),
}

FAR = ("CN", "HK", "SG")
CARRIERS: dict[str, tuple[str, ...]] = {"CN": ("SF Express",), "HK": ("DHL", "SF Express"), "SG": ("DHL",)}
PAYMENTS: dict[str, tuple[str, ...]] = {"CN": ("Alipay", "WeChat Pay"), "HK": ("Visa", "Alipay"), "SG": ("Visa", "Mastercard")}
USUAL_PAYMENTS = ("Visa", "Mastercard", "American Express", "PayPal", "Apple Pay", "Klarna")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is decided about an order before its dates: ``age`` is the number of days since it reached its state.

    ``articles`` are product, size, colour and number; ``back`` says how far a return is: not started, label sent, arrived, or refunded.
    """

    code: str
    status: str
    country: str
    age: int
    articles: tuple[tuple[str, str, str, int], ...]
    express: bool = False
    back: str = ""


KNOWN: tuple[Plan, ...] = (
    Plan("HL-318842", "placed", "CN", 0, (("robot_vacuum", "", "", 1),)),
    Plan("HL-447290", "placed", "GB", 0, (("lunch_box", "", "green", 1), ("flask", "", "black", 1))),
    Plan("HL-771203", "packing", "GB", 1, (("desk_lamp", "", "black", 1),)),
    Plan("HL-204518", "in_transit", "US", 2, (("fjord_kettle", "", "white", 1), ("flask", "", "green", 2))),
    Plan("HL-330942", "delayed", "DE", 3, (("espresso", "", "red", 1),)),
    Plan("HL-550213", "out_for_delivery", "GB", 0, (("sweater", "M", "navy", 1),), express=True),
    Plan("HL-911045", "at_pickup_point", "NL", 2, (("yoga_mat", "", "grey", 1),)),
    Plan("HL-402917", "delivered", "US", 6, (("linen_shirt", "M", "white", 1), ("trail_shoes", "42", "blue", 1))),
    Plan("HL-884210", "delivered", "GB", 3, (("air_fryer", "", "black", 1),)),
    Plan("HL-660318", "delivered", "CN", 20, (("drone", "", "", 1),)),
    Plan("HL-208871", "delivered", "DE", 0, (("night_light", "", "", 1),)),
    Plan("HL-118930", "delivered", "FR", 45, (("side_table", "", "", 1), ("tote", "", "sand", 1))),
    Plan("HL-268819", "delivered", "US", 8, (("moka_pot", "", "", 1), ("gift_card", "", "", 1))),
    Plan("HL-305566", "delivered", "GB", 12, (("parka", "L", "green", 1),), back="label"),
    Plan("HL-390127", "delivered", "US", 15, (("speaker", "", "grey", 1),), back="arrived"),
    Plan("HL-559120", "delivered", "NL", 24, (("duvet", "double", "", 1),), back="refunded"),
    Plan("HL-735590", "cancelled", "US", 2, (("shelf", "", "", 1),)),
    Plan("HL-620044", "returned", "CA", 3, (("wool_sneakers", "41", "grey", 1),)),
)
"""Orders that documentation, demo and tests can count on."""

STATES = (
    ("delivered", 52),
    ("in_transit", 13),
    ("placed", 8),
    ("packing", 6),
    ("delayed", 5),
    ("out_for_delivery", 5),
    ("at_pickup_point", 3),
    ("cancelled", 5),
    ("returned", 3),
)
BACK = (("", 76), ("label", 10), ("arrived", 7), ("refunded", 7))


@dataclass(frozen=True, slots=True)
class Seeded:
    """The rows of one order."""

    row: Mapping[str, object]
    lines: tuple[Mapping[str, object], ...]
    returns: tuple[Mapping[str, object], ...]


def orders(today: date) -> Iterator[Seeded]:
    """Every order as of ``today``; codes, articles and states are the same each time."""
    draw = random.Random(SEED)
    taken = {plan.code for plan in KNOWN}
    for plan in KNOWN:
        yield rows(plan, today, draw)
    for _ in range(DRAWN):
        plan = drawn(draw, taken)
        taken.add(plan.code)
        yield rows(plan, today, draw)


def drawn(draw: random.Random, taken: set[str]) -> Plan:
    """An order at random."""
    code = next(c for c in iter(lambda: f"HL-{draw.randrange(100_000, 1_000_000)}", "") if c not in taken)
    status = one(draw, STATES)
    age = {"delivered": int(draw.triangular(0, 120, 8)), "cancelled": draw.randrange(0, 15), "returned": draw.randrange(0, 9)}.get(
        status, draw.randrange(0, 4)
    )
    products = draw.sample([p for p in PRODUCTS.values() if p.key != "gift_card"], k=one(draw, ((1, 60), (2, 30), (3, 10))))
    articles = tuple(article(draw, product) for product in products)
    country = draw.choice(("US", "US", "US", "GB", "GB", "DE", "NL", "FR", "ES", "IE", "CA", "CN", "CN", "CN", "HK", "SG"))
    express = country in ("US", "GB", *EU) and draw.random() < 0.15
    back = one(draw, BACK) if status == "delivered" and 8 < age <= 40 else ""
    return Plan(code, status, country, age, articles, express, back)


def article(draw: random.Random, product: Product) -> tuple[str, str, str, int]:
    """A variant of a product, and how many."""
    size = draw.choice(product.sizes) if product.sizes else ""
    colour = draw.choice(product.colours) if product.colours else ""
    return product.key, size, colour, one(draw, ((1, 90), (2, 10)))


def one(draw: random.Random, weighted: tuple[tuple[T, int], ...]) -> T:
    """A value by weight."""
    return draw.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0]


def rows(plan: Plan, today: date, draw: random.Random) -> Seeded:
    """The rows of a plan as of ``today``."""
    names, addresses = PEOPLE[plan.country]
    customer = draw.choice(names)
    street, city = draw.choice(addresses)
    lines = tuple(
        {"code": plan.code, "position": i, "product": key, "size": size, "colour": colour, "quantity": n, "cents": n * PRODUCTS[key].cents}
        for i, (key, size, colour, n) in enumerate(plan.articles, start=1)
    )
    carrier = draw.choice(CARRIERS.get(plan.country, ("DHL", "UPS")))
    number = draw.randrange(10**9, 10**10)
    shipped = plan.status not in ("placed", "packing", "cancelled")
    row = {
        "code": plan.code,
        "customer": customer,
        "email": f"{draw.choice('abcdefghjklmnprstw')}{number % 9973}@example.com",
        "street": street,
        "city": city,
        "country": plan.country,
        "status": plan.status,
        "carrier": carrier,
        "tracking": {"DHL": "JD", "UPS": "1Z", "SF Express": "SF"}[carrier] + str(number) if shipped else None,
        "payment": draw.choice(PAYMENTS.get(plan.country, USUAL_PAYMENTS)),
        "shipping_cents": shipping(plan, sum(n * PRODUCTS[key].cents for key, _, _, n in plan.articles)),
        "express": int(plan.express),
        **dates(plan, today),
    }
    return Seeded(row, lines, returned(plan, today))


def shipping(plan: Plan, cents: int) -> int:
    """What shipping cost, in cents."""
    if plan.express:
        return 1290
    if plan.country in FAR:
        return 0 if cents >= 12_000 else 990
    return 0 if cents >= 6_000 else 490


def dates(plan: Plan, today: date) -> dict[str, str | None]:
    """The order's dates: when it was placed, left, is expected, came, or ended."""
    days = 1 if plan.express else 8 if plan.country in FAR else 4
    since = today - timedelta(days=plan.age)
    placed = shipped = eta = delivered = ended = None
    match plan.status:
        case "placed" | "packing":
            placed = today - timedelta(days=min(plan.age, 1))
            eta = add_working_days(working_day(today), days + (plan.status == "placed"))
        case "in_transit":
            shipped = min(since, add_working_days(today, -1))
            eta = max(add_working_days(shipped, days), add_working_days(today, 1))
        case "delayed":
            eta = add_working_days(today, -1 - plan.age % 3)
            shipped = add_working_days(eta, -days)
        case "out_for_delivery":
            eta, shipped = today, add_working_days(today, -days)
        case "at_pickup_point":
            eta = since
            shipped = add_working_days(since, -days)
        case "delivered":
            delivered = eta = since
            shipped = add_working_days(since, -days)
        case "returned":
            shipped, eta, ended = since - timedelta(days=days + 9), since - timedelta(days=9), since
        case "cancelled":
            placed, ended = since - timedelta(days=1), since
    placed = placed or (shipped - timedelta(days=1) if shipped else since)
    days_by_name = {"placed_on": placed, "shipped_on": shipped, "eta": eta, "delivered_on": delivered, "ended_on": ended}
    return {name: day.isoformat() if day else None for name, day in days_by_name.items()}


def returned(plan: Plan, today: date) -> tuple[Mapping[str, object], ...]:
    """The return of an order's first article, as far as it has come."""
    if not plan.back:
        return ()
    delivered = today - timedelta(days=plan.age)
    started = delivered + timedelta(days=2)
    arrived = {"arrived": today - timedelta(days=2), "refunded": min(today - timedelta(days=4), started + timedelta(days=7))}.get(plan.back)
    refunded = min(today, add_working_days(arrived, 3)) if arrived and plan.back == "refunded" else None
    return (
        {
            "code": plan.code,
            "position": 1,
            "kind": "return",
            "started_on": started.isoformat(),
            "arrived_on": arrived.isoformat() if arrived else None,
            "refunded_on": refunded.isoformat() if refunded else None,
        },
    )
