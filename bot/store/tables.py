"""The tables, the same for SQLite and PostgreSQL; ``migrations`` makes them, and a test holds that both agree."""

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Index, Integer, MetaData, String, Table, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

LONGEST_ID = 80

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(LONGEST_ID), primary_key=True),
    Column("pack", String(80), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("mode", String(16), nullable=False),
    Column("language", String(35), nullable=False),
    Column("state", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("lease_owner", String(80)),
    Column("lease_until", Double, nullable=False),
    Column("last_seq", Integer, nullable=False),
    Column("last_turn", Integer, nullable=False),
    Column("requested", Text, nullable=False),
    Column("opened_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    Column("waiting_since", Double),
    Column("reason", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("operator", Text),
    Column("handed_by", Text),
    Column("rating", Integer),
    Column("preview", Text, nullable=False),
    Column("mood", String(16), nullable=False),
    Column("negative", Integer, nullable=False, server_default="0"),
    Column("satisfaction", Double),
    Column("risk", Double),
    Column("timer_due", Double),
    Index(None, "mode", "updated_at"),
    Index(None, "pack", "opened_at"),
)

timed = conversations.c.timer_due.is_not(None)
Index("ix_conversations_timer_due", conversations.c.timer_due, sqlite_where=timed, postgresql_where=timed)

messages = Table(
    "messages",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("author", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Double, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("buttons", Text, nullable=False),
    Column("reply", Text, nullable=False),
    Column("source", Text),
    Column("kind", String(16), nullable=False),
    Column("delivery_id", Text, nullable=False),
    Column("drawing", Text),
    sqlite_with_rowid=False,
)

turns = Table(
    "turns",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("turn", Integer, primary_key=True),
    Column("at", Double, nullable=False),
    Column("took", Double, nullable=False),
    Column("domain_version", Text, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("events", Text, nullable=False),
    Column("trace", Text, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("received_at", Double, nullable=False),
    Column("handled_at", Double),
    Column("failure", Text, nullable=False),
)
"""``body`` is the event; it is emptied when the turn that answers it is kept, since the turn's log holds the event too."""

unanswered = inbox.c.handled_at.is_(None)
Index("ix_inbox_unanswered", inbox.c.position, sqlite_where=unanswered, postgresql_where=unanswered)

outbox = Table(
    "outbox",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("author", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("part", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", Double, nullable=False),
    Column("claimed_by", String(80)),
    Column("claimed_until", Double, nullable=False),
    Column("error", Text, nullable=False),
    Column("settled_at", Double),
    Column("said_at", Double, nullable=False, server_default="0"),
    Column("cause", String(16), nullable=False, server_default="unknown"),
)
"""Lines that the channel has to send, kept by the turn that said them; ``state``: waiting, sent, dead or cancelled."""

sending = outbox.c.state == "waiting"
Index("ix_outbox_waiting", outbox.c.conversation_id, outbox.c.seq, sqlite_where=sending, postgresql_where=sending)
given_up = outbox.c.state == "dead"
Index("ix_outbox_dead", outbox.c.settled_at, sqlite_where=given_up, postgresql_where=given_up)

models = Table(
    "models",
    metadata,
    Column("pack", String(80), primary_key=True),
    Column("role", String(16), primary_key=True),
    Column("version", Text, nullable=False),
    Column("share", Double, nullable=False),
    Column("since", Double, nullable=False),
    Column("by", Text, nullable=False),
    Column("note", Text, nullable=False),
)
"""Which versions of a pack have a role; ``model_changes`` says how it came to that."""

model_changes = Table(
    "model_changes",
    metadata,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("pack", String(80), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("version", Text, nullable=False),
    Column("at", Double, nullable=False),
    Column("by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("share", Double, nullable=False),
    Column("before", Text),
)

sent_answers = Table(
    "sent_answers",
    metadata,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("pack", String(80), nullable=False),
    Column("language", String(35), nullable=False),
    Column("asked", Text, nullable=False),
    Column("said", Text, nullable=False),
    Column("wording", String(64), nullable=False),
    Column("origin", String(64), nullable=False),
    Column("how", String(16), nullable=False),
    Column("at", Double, nullable=False),
    Index(None, "pack", "position"),
)
"""What operators answered, without what belongs to one customer; it goes with its conversation."""

wordings = Table(
    "wordings",
    metadata,
    Column("pack", String(80), primary_key=True),
    Column("wording", String(64), primary_key=True),
    Column("offered", Integer, nullable=False),
    Column("used", Integer, nullable=False),
    Column("offered_at", Double, nullable=False),
    Column("used_at", Double, nullable=False),
)
"""How often a suggested reply was offered and used; ``wording`` is a hash, so nothing here says what anybody wrote."""

annotations = Table(
    "annotations",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("turn", Integer, primary_key=True),
    Column("pack", String(80), nullable=False),
    Column("intents", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Double, nullable=False),
    Index(None, "pack", "at"),
)
"""What operators say that the customer's message of a turn meant; ``intents`` as in utterances.csv, with ``;`` between several."""

deletions = Table(
    "deletions",
    metadata,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", Double, nullable=False),
    Column("by", Text, nullable=False),
    Column("why", String(16), nullable=False),
    Column("fingerprint", String(32), nullable=False, index=True),
    Column("conversations", Integer, nullable=False),
    Column("messages", Integer, nullable=False),
)
"""Who deleted conversations and when; ``fingerprint`` is a hash of an id, so nothing here says whose they were or what was said."""
