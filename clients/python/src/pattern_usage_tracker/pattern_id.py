"""Patterns go by a UUID or by a name, of which the server makes a UUIDv5."""

import re
from typing import Union
from uuid import UUID, uuid5

# Under which names become ids; the server's own.
_NAMES = UUID("5c2f0f0e-3e53-5b0d-9a0c-52d1f0a5b7c4")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def is_uuid(pattern: Union[UUID, str]) -> bool:
    """Whether it is an id, and no name."""
    return isinstance(pattern, UUID) or _UUID.fullmatch(str(pattern)) is not None


def pattern_uuid(pattern: Union[UUID, str]) -> UUID:
    """The id of the pattern that is given by its UUID or its name."""
    text = str(pattern)
    return UUID(text) if is_uuid(pattern) else uuid5(_NAMES, text)
