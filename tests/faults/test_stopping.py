"""A worker that is asked to stop ends its turns and hands its conversations over; a server keeps its workers."""

import asyncio
import time
from pathlib import Path

from bot.store.sql import SqlStore
from bot.store.tables import conversations
from sqlalchemy import func, select
from tests.faults.cluster import Cluster, cluster
from tests.faults.crowd import answered, check_all, crowd
from tests.store.postgres import PostgresServer
from tests.store.redis_server import RedisServer
