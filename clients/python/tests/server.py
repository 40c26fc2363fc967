"""The server under test, whose address is in TRACKER_URL."""

from __future__ import annotations

import json
import os
from typing import Any, Dict, List, Union
from urllib.request import urlopen
from uuid import UUID

URL = os.environ["TRACKER_URL"]


def stored(pattern_id: Union[UUID, str]) -> int:
    """Usages of a pattern that the server has, counted by itself."""
    with urlopen(f"{URL}/api/pattern-analytics/usage-stats?time_range=90d&pattern_id={pattern_id}") as answer:
        patterns = json.load(answer)["patterns"]
    return sum(int(pattern["total_usage"]) for pattern in patterns)


def history(pattern_id: Union[UUID, str]) -> List[Dict[str, Any]]:
    """Its usages as the server tells them one by one, the youngest first."""
    with urlopen(f"{URL}/api/pattern-analytics/pattern/{pattern_id}/history") as answer:
        rows: List[Dict[str, Any]] = json.load(answer)["feedback_history"]
    return rows
