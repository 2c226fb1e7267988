"""Somebody who is asked for a reading and wants a work order instead: "WO please", 开个工单吧."""

import re

ORDER = r"(?:w\.?o\.?|work ?orders?|(?:repair|maintenance|service) (?:order|ticket)|job ?card)"
LIGHT = (
    r"(?:please|pls|plz|just|ok(?:ay)?|well|so|then|now|actually|instead|rather|straight away|right away|"
    r"can|could|would|will|you|i|we|i['’]d|we['’]d|"
    r"want|need|like|prefer|let['’]?s|to|open|raise|create|make|write|put|in|get|have|issue|file|start|log|up|an?|the|new|one|for|it|that|this|"
    r"him|her|me|us|(?:machine|mill)(?: \d\d?)?|mw[- ]?\d\d?|thanks|thank|cheers|urgent(?:ly)?)"
)
ENGLISH = re.compile(rf"(?:{LIGHT}\s+)*{ORDER}(?:\s+{LIGHT})*", re.IGNORECASE)
CHINESE = re.compile(
    r"(?:那|先|就|还是|请|麻烦|帮我?们?|给我?们?|你|我们?|要|想|直接|可以|能不能|能|算了|好|嗯|MW-?\d\d?|\d\d?号机|这台|机器|[,，\s])*"
    r"(?:(?:开|建|下|提|报|创建|派|填|写)(?:个|一个|一张|一份|一下|张|份)*(?:新的?|紧急)?(?:维修|报修)?(?:工单|单子|单)|报修(?:一下)?)"
    r"(?:吧|了|一下|可以吗|行吗|好吗|吗|呗|啊|谢谢|[,，\s])*",
    re.IGNORECASE,
)
SIGNS = re.compile(r"[,.;!?:…，。；！？：~～]+")


def wants_order(text: str) -> bool:
    """Whether a message asks for a work order and says nothing else; "no WO yet" and "the WO says 62" do."""
    plain = " ".join(SIGNS.sub(" ", text).split())
    return bool(ENGLISH.fullmatch(plain) or CHINESE.fullmatch(plain))
