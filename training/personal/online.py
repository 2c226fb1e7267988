"""Finds online identifiers: e-mail addresses, links with personal tokens, IP addresses, handles, passwords."""

import re
from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from training.personal.detections import Detection

EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])(?P<local>[A-Za-z0-9][A-Za-z0-9._%+'-]{0,63}) ?@ ?(?:[A-Za-z0-9-]{1,63}(?:\.| \. )){1,6}"
    r"[A-Za-z]{2,24}(?![A-Za-z0-9@])"
)
SPELLED = re.compile(
    r"(?<![\w.+-])(?P<local>[\w.+-]{1,40}(?: dot [\w+-]{1,40}){0,3})(?: at | ?\(at\) ?| ?\[at\] ?)[\w-]{1,40}"
    r"(?:(?: dot | ?\(dot\) ?| ?\[dot\] ?)[A-Za-z]{2,24}){1,3}(?!\w)|"
    r"(?<![\w.+-])[\w.+-]{1,40} ?[(\[]at[)\] ]{1,2}[\w-]{1,40}\.[A-Za-z]{2,24}(?!\w)",
    re.IGNORECASE | re.ASCII,
)
DESKS = """
accounts admin billing care complaints contact customercare customerservice enquiries feedback hello help helpdesk info inquiries
kefu kontakt kundenservice legal mail marketing no-reply noreply office orders press privacy questions refunds returns sales
service services shop support team webmaster
"""
ROLES = frozenset(DESKS.split())
"""Addresses of a desk and no person: agents' replies name them, and the bot should go on naming them."""

URL = re.compile(r"(?:https?://|(?<![A-Za-z0-9.])www\.)[!#-;=?-~]+", re.IGNORECASE)
PERSONAL_KEY = re.compile(
    r"[?&#;/](?:[a-z]{1,20}[_-])?(?:(?:access|auth|user)?token|auth|apikey|session(?:id)?|sid|sig|signature|otp|reset|magic|invite|"
    r"e-?mail|user(?:id|name)?|uid|customer(?:id)?|phone|tel|mobile|pass(?:word)?|pwd|jwt)=[^&\s]|"
    r"//[^/\s]{1,200}@|%40|@|linkedin\.com/in/|//wa\.me/\d",
    re.IGNORECASE,
)
UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
RANDOM = re.compile(r"(?<![A-Za-z0-9])(?=[0-9]{0,60}[A-Za-z])(?=[A-Za-z]{0,60}[0-9])[A-Za-z0-9]{20,}")

IP = re.compile(r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}(?![\w.]?\d)|(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?![\w:]))", re.ASCII)
NO_ADDRESS = re.compile(r"(?:version|firmware|release|build|update|v|版本|固件)[\s.:]{0,3}(?:is |to )?$", re.IGNORECASE)
NETWORKS = """
10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 127.0.0.0/8 0.0.0.0/8 169.254.0.0/16 255.0.0.0/8 fe80::/10 ::/127
8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9 114.114.114.114 223.5.5.5
"""
NOBODYS = tuple(ip_network(net) for net in NETWORKS.split())
"""Private networks, and public resolvers that people are told to use."""

HANDLE = re.compile(
    r"(?:微信|薇信|加薇|V信|(?<![A-Za-z])(?:vx|wx|wechat))(?: ?(?:号码?|id|账号|是|为|加)){0,2}\s?[:：]?\s?"
    r"(?P<a>[A-Za-z][A-Za-z0-9_-]{4,19})(?![A-Za-z0-9@])|"
    r"(?:(?<![A-Za-z])QQ|扣扣)(?:号码?|是|为| (?:is|number)){0,2}\s?[:：]?\s?(?P<b>\d{5,11})(?!\d)|"
    r"(?<![A-Za-z])(?:insta(?:gram)?|ig|twitter|telegram|tiktok|snap(?:chat)?|discord|skype|wechat)"
    r"(?:'s| (?:is|handle|name|username|account|id|at|on|my|me|:)){0,3}\s?:?\s?(?P<c>@[A-Za-z0-9_.]{3,30})",
    re.IGNORECASE,
)
PASSWORD = re.compile(
    r"(?<![A-Za-z])(?:password|passwort|passcode|passphrase|pass ?word|pwd|pw)(?: (?:is|was|i used|i set|it|that|to)){0,2}"
    r"\s?[:=]?\s?[\"'“]?(?P<a>[!-~]{4,40})|"
    r"密码[^\s，。！？、!-~]{0,6}\s?[:：]?\s?(?P<b>[!-~]{4,40})",
    re.IGNORECASE,
)


def urls(text: str) -> Iterator[Detection]:
    """Every link; it is personal if it carries a token, a session, an e-mail address or a long random part."""
    if "://" not in text and "www." not in text.lower():
        return
    for match in URL.finditer(text):
        link = match[0].rstrip(".,;:!?)'")
        personal = PERSONAL_KEY.search(link) or UUID.search(link) or any(mixed(part) for part in RANDOM.findall(link))
        yield Detection("URL" if personal else None, match.start(), match.start() + len(link))


def mixed(part: str) -> bool:
    """Whether letters and digits are mixed as in a generated token."""
    return sum(c.isdigit() for c in part) >= 4 and sum(c.isalpha() for c in part) >= 4


def emails(text: str) -> Iterator[Detection]:
    """Every e-mail address, also spelled out; the address of a desk is kept."""
    for sign, pattern in (("@", EMAIL), ("at", SPELLED)):
        if sign in text.lower():
            for match in pattern.finditer(text):
                local = (match["local"] or "").lower()
                desk = local in ROLES or re.split(r"[._+-]", local)[0] in ROLES
                yield Detection(None if desk else "EMAIL", match.start(), match.end())


def ips(text: str) -> Iterator[Detection]:
    """Every IP address except those of private networks and public resolvers; version numbers are not addresses."""
    for match in IP.finditer(text):
        try:
            address = ip_address(match[0])
        except ValueError:
            continue
        nobodys = any(address in net for net in NOBODYS if net.version == address.version)
        version = NO_ADDRESS.search(text[max(0, match.start() - 16) : match.start()])
        if any(c.isdigit() for c in match[0]):
            yield Detection(None if nobodys or version else "IP", match.start(), match.end())


def handles(text: str) -> Iterator[Detection]:
    """Accounts in messengers and social networks, if the network is named."""
    for match in HANDLE.finditer(text):
        group = match.lastgroup or "a"
        yield Detection("HANDLE", match.start(group), match.end(group))


def passwords(text: str) -> Iterator[Detection]:
    """Strings with a digit after the word password."""
    for match in PASSWORD.finditer(text):
        group = match.lastgroup or "a"
        secret = match[group].rstrip(".,;:)\"'")
        if any(c.isdigit() for c in secret):
            yield Detection("PASSWORD", match.start(group), match.start(group) + len(secret))
