"""The changes that a group of writes makes to the tables, each stated once for one row and for many."""

from sqlalchemy import Text, update

from bot.store.tables import conversations, inbox, messages, outbox, turns
from bot.store.together import Change, addition

ID, VERSION = conversations.c.id.type, conversations.c.version.type
UNTIL = conversations.c.lease_until.type
MOVED = {column.name: column.type for column in conversations.c if column.name not in ("id", "pack", "channel", "opened_at", "lease_owner")}
"""The columns of ``conversations`` that a turn may change, with their types."""

NEW_CONVERSATION, NEW_INBOUND, NEW_TURN = addition(conversations), addition(inbox), addition(turns)
NEW_MESSAGE, NEW_OUTGOING = addition(messages), addition(outbox)

TAKEN = Change(
    "taken",
    conversations,
    {"id": ID, "version": VERSION, "owner": Text(), "until": UNTIL},
    lambda given: (
        update(conversations)
        .where(conversations.c.id == given["id"])
        .values(version=given["version"], lease_owner=given["owner"], lease_until=given["until"])
    ),
)
"""Take a lease: a new version, owner and end."""

HELD = Change(
    "held",
    conversations,
    {"id": ID, "version": VERSION, "until": UNTIL},
    lambda given: (
        update(conversations)
        .where(conversations.c.id == given["id"], conversations.c.version == given["version"])
        .values(lease_until=given["until"])
    ),
)
"""Move the end of the lease with this version."""

REQUESTED = Change(
    "requested",
    conversations,
    {"id": ID, "requested": Text()},
    lambda given: update(conversations).where(conversations.c.id == given["id"]).values(requested=given["requested"]),
)
"""Replace the writing actions that have no result yet."""

ADVANCED = Change(
    "advanced",
    conversations,
    {"id": ID, **MOVED},
    lambda given: update(conversations).where(conversations.c.id == given["id"]).values({name: given[name] for name in MOVED}),
)
"""Store a conversation's row after a turn."""

SILENCED = Change(
    "silenced",
    outbox,
    {"id": ID, "now": UNTIL},
    lambda given: (
        update(outbox)
        .where(
            outbox.c.conversation_id == given["id"],
            outbox.c.state == "waiting",
            outbox.c.author == "bot",
            outbox.c.claimed_until <= given["now"],
        )
        .values(state="cancelled", settled_at=given["now"])
    ),
)
"""Cancel the bot's lines that wait and that nobody is sending."""

HANDLED = Change(
    "handled",
    inbox,
    {"key": Text(), "handled_at": UNTIL, "failure": Text()},
    lambda given: (
        update(inbox).where(inbox.c.key == given["key"]).values(handled_at=given["handled_at"], failure=given["failure"], body="")
    ),
)
"""Mark an inbox row as answered, and drop the event, which the turn's log keeps."""
