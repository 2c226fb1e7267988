"""The names that exports of support tools give to the two sides."""

from training.dialogues import Speaker

CUSTOMER = frozenset(
    {
        "customer",
        "user",
        "client",
        "visitor",
        "guest",
        "buyer",
        "human",
        "caller",
        "end-user",
        "requester",
        "客户",
        "顾客",
        "用户",
        "买家",
        "访客",
    }
)
AGENT = frozenset(
    {"agent", "assistant", "bot", "gpt", "chatbot", "operator", "support", "system", "wizard", "staff", "representative", "seller"}
    | {"客服", "商家", "卖家", "坐席", "机器人"}
)


def speaker(name: str) -> Speaker | None:
    """The side that a speaker's name stands for; None if it is unknown."""
    word = name.strip().casefold()
    return "customer" if word in CUSTOMER else "agent" if word in AGENT else None
