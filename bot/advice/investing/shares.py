"""A rebalancing plan in whole shares: sales, then purchases, never for more cash than there is. All sums are exact decimals."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_UP, Decimal
from typing import Literal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Fees:
    """The fees of a trade: a fixed sum and a share of its value; ``yearly`` is a share of the investment per year."""

    fixed: Decimal = Decimal(0)
    share: Decimal = Decimal(0)
    yearly: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if self.fixed < 0 or not 0 <= self.share < 1 or not 0 <= self.yearly < 1:
            raise ValueError("fees are not below 0, and shares of a value are below 1")

    def of(self, value: Decimal) -> Decimal:
        """The fee of a trade, rounded up to the cent."""
        return (self.fixed + self.share * value).quantize(CENT, ROUND_UP) if value > 0 else Decimal(0)


FREE = Fees()


@dataclass(frozen=True, slots=True)
class Order:
    """Whole shares to sell or buy; ``value`` excludes the ``fee``."""

    side: Literal["sell", "buy"]
    asset: str
    shares: int
    price: Decimal
    value: Decimal
    fee: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """Orders, sales first; ``cash`` is what is left, ``off`` half the sum of the deviations from the wanted weights."""

    orders: tuple[Order, ...]
    cash: Decimal
    fees: Decimal
    after: Mapping[str, int]
    off: float


@dataclass(frozen=True, slots=True)
class Account:
    """The starting point: whole shares, prices per share, and available cash."""

    shares: Mapping[str, int]
    prices: Mapping[str, Decimal]
    cash: Decimal

    def __post_init__(self) -> None:
        if self.cash < 0:
            raise ValueError(f"the cash is {self.cash}: it is not below 0")
        if wrong := [name for name, count in self.shares.items() if count < 0]:
            raise ValueError(f"{self.shares[wrong[0]]} shares of {wrong[0]} are held: shares are not below 0")
        if lacking := [name for name, count in self.shares.items() if count and not self.prices.get(name)]:
            raise ValueError(f"{lacking[0]} is held and has no price")

    @property
    def value(self) -> Decimal:
        """The total value of shares and cash."""
        return self.cash + sum((count * self.prices[name] for name, count in self.shares.items() if count), Decimal(0))


def plan(account: Account, weights: Mapping[str, float], fees: Fees = FREE, least: Decimal = Decimal(0)) -> Plan:
    """A plan that comes as near to the weights as whole shares allow; their rest to 1 stays cash. Trades below ``least`` are left out.

    Sales come first. Each purchase is cut to the remaining cash. Then single shares are bought where most is missing.
    """
    if sum(weights.values()) > 1 + 1e-9 or any(weight < 0 for weight in weights.values()):
        raise ValueError("weights are not below 0, and together not above 1")
    if unknown := [name for name, weight in weights.items() if weight and not account.prices.get(name)]:
        raise ValueError(f"{unknown[0]} has no price")
    whole = account.value
    wanted = {name: exact(weights.get(name, 0.0)) * whole for name in {**account.shares, **weights}}
    orders, cash, held = sales(account, wanted, fees, least)
    bought = purchases(account, wanted, held, (cash, fees, least))
    orders += [order for order in bought if order.shares]
    spent = sum((order.value + order.fee for order in bought), Decimal(0))
    after = dict(held)
    for order in bought:
        after[order.asset] = after.get(order.asset, 0) + order.shares
    left = cash - spent
    return Plan(tuple(orders), left, sum((one.fee for one in orders), Decimal(0)), after, distance(account, after, wanted, whole))


def exact(weight: float) -> Decimal:
    """A weight as a decimal of nine places."""
    return Decimal(repr(float(weight))).quantize(Decimal("1e-9"), ROUND_FLOOR)


def sales(account: Account, wanted: Mapping[str, Decimal], fees: Fees, least: Decimal) -> tuple[list[Order], Decimal, dict[str, int]]:
    """The sales, to the nearest share, with the cash and shares after them; a sale worth no more than its fee is left out."""
    orders, cash, held = [], account.cash, dict(account.shares)
    for name, count in sorted(account.shares.items()):
        price = account.prices.get(name, Decimal(0))
        keep = int((wanted[name] / price).to_integral_value(ROUND_HALF_EVEN)) if count else 0
        value = max(0, count - keep) * price
        fee = fees.of(value)
        if value <= max(fee, least):
            continue
        orders.append(Order("sell", name, count - keep, price, value, fee))
        cash += value - fee
        held[name] = keep
    return orders, cash, held


def purchases(
    account: Account, wanted: Mapping[str, Decimal], held: Mapping[str, int], means: tuple[Decimal, Fees, Decimal]
) -> list[Order]:
    """The purchases with the spare cash: whole shares up to the wanted value, then single shares where most is missing."""
    cash, fees, least = means
    lacking = {name: wanted[name] - held.get(name, 0) * account.prices[name] for name in wanted if account.prices.get(name)}
    spare = cash - max(Decimal(0), account.value - sum(wanted.values(), Decimal(0)))
    counts: dict[str, int] = {}
    for name in sorted(lacking, key=lambda one: -lacking[one]):
        price = account.prices[name]
        count = min(int(max(Decimal(0), lacking[name]) / price), affordable(spare, price, fees))
        if count and count * price > max(fees.of(count * price), least):
            counts[name] = count
            spare -= count * price + fees.of(count * price)
    counts, spare = rounded_up(account.prices, lacking, counts, spare, fees)
    counts = exchanged(account.prices, lacking, counts, spare, fees)
    counts = {name: count for name, count in counts.items() if count * account.prices[name] > least}
    return [
        Order("buy", name, count, account.prices[name], count * account.prices[name], fees.of(count * account.prices[name]))
        for name, count in sorted(counts.items())
    ]


def affordable(spare: Decimal, price: Decimal, fees: Fees) -> int:
    """How many shares the cash pays for, fee included."""
    count = int(max(Decimal(0), spare - fees.fixed) / (price * (1 + fees.share)))
    while count and count * price + fees.of(count * price) > spare:
        count -= 1
    return count


def rounded_up(
    prices: Mapping[str, Decimal], lacking: Mapping[str, Decimal], counts: Mapping[str, int], spare: Decimal, fees: Fees
) -> tuple[dict[str, int], Decimal]:
    """One more share of each asset that misses more than half of one, largest gap first, while the cash lasts."""
    more = dict(counts)
    rest = {name: lacking[name] - more.get(name, 0) * prices[name] for name in lacking}
    for name in sorted(rest, key=lambda one: (-rest[one], one)):
        before, after = more.get(name, 0) * prices[name], (more.get(name, 0) + 1) * prices[name]
        extra = prices[name] + fees.of(after) - fees.of(before)
        gain = abs(rest[name]) - abs(rest[name] - prices[name])
        if gain > extra - prices[name] and extra <= spare:
            more[name] = more.get(name, 0) + 1
            spare -= extra
    return more, spare


def exchanged(
    prices: Mapping[str, Decimal], lacking: Mapping[str, Decimal], counts: Mapping[str, int], spare: Decimal, fees: Fees
) -> dict[str, int]:
    """Swap single shares between assets while that brings the whole nearer to the weights and the cash pays for it."""
    held = {name: counts.get(name, 0) for name in lacking}

    def off(name: str, more: int) -> Decimal:
        return abs(lacking[name] - (held[name] + more) * prices[name])

    def paid(name: str, more: int) -> Decimal:
        value = (held[name] + more) * prices[name]
        return value + fees.of(value)

    for _ in range(len(held)):
        gains = [
            (off(less, 0) - off(less, -1) + off(more, 0) - off(more, 1), less, more)
            for less in held
            for more in held
            if less != more and held[less] and paid(more, 1) - paid(more, 0) - paid(less, 0) + paid(less, -1) <= spare
        ]
        best = max(gains, default=(Decimal(0), "", ""))
        if best[0] <= 0:
            break
        _, less, more = best
        spare -= paid(more, 1) - paid(more, 0) - paid(less, 0) + paid(less, -1)
        held = {**held, less: held[less] - 1, more: held[more] + 1}
    return {name: count for name, count in held.items() if count}


def distance(account: Account, after: Mapping[str, int], wanted: Mapping[str, Decimal], whole: Decimal) -> float:
    """Half the sum of the deviations of all assets from their wanted weights."""
    if not whole:
        return 0.0
    return float(sum(abs(after.get(name, 0) * account.prices.get(name, Decimal(0)) - value) for name, value in wanted.items()) / whole / 2)
