"""UUIDs that carry their time."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta, timezone
from typing import Optional
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def uuid7() -> UUID:
    """A UUIDv7 of now (RFC 9562, 5.7): 48 bits of milliseconds, the rest random."""
    milliseconds = time.time_ns() // 1_000_000
    # From the system, so that a forked process does not repeat its parent's.
    chance = int.from_bytes(os.urandom(10), "big")
    number = (milliseconds & (1 << 48) - 1) << 80 | chance
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=number)


def uuid7_time(uuid: UUID) -> Optional[datetime]:
    """The time a UUIDv7 carries, in UTC; None for any other UUID."""
    if uuid.version != 7:
        return None
    return _EPOCH + timedelta(milliseconds=uuid.int >> 80)
