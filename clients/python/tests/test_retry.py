from __future__ import annotations

import unittest
from datetime import datetime, timezone
from uuid import UUID

from pattern_usage_tracker.retry import delay, seconds_of
from pattern_usage_tracker.uuid7 import uuid7, uuid7_time

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=timezone.utc)


class RetryTest(unittest.TestCase):
    def test_retry_after_is_seconds_or_a_date(self) -> None:
        for text, seconds in [
            ("3", 3.0),
            ("Sun, 01 Mar 2026 12:00:05 GMT", 5.0),
            ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
            ("soon", 0.0),
            ("-1", 0.0),
            ("", 0.0),
            (None, 0.0),
        ]:
            self.assertEqual(seconds_of(text, NOW), seconds, text)

    def test_waits_grow_to_a_bound_with_full_jitter_and_never_less_than_asked(self) -> None:
        most = [delay(attempt, 0, 1) for attempt in range(9)]
        self.assertEqual(most, [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0])
        self.assertEqual(delay(10_000, 0, 1), 5.0)
        self.assertEqual(delay(3, 0, 0), 0)
        self.assertEqual(delay(0, 7, 0), 7)


class Uuid7Test(unittest.TestCase):
    def test_carries_its_time_and_the_bits_of_its_kind(self) -> None:
        before = datetime.now(timezone.utc).replace(microsecond=0)
        ids = {uuid7() for _ in range(10_000)}
        self.assertEqual(len(ids), 10_000)
        for made in ids:
            self.assertRegex(str(made), r"^.{14}7.{4}[89ab]")
            time = uuid7_time(made)
            assert time is not None
            self.assertLessEqual(before, time)
            self.assertLessEqual(time, datetime.now(timezone.utc))

    def test_is_read_as_the_rfc_has_it(self) -> None:
        # RFC 9562, A.6
        example = UUID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")
        self.assertEqual(uuid7_time(example), datetime(2022, 2, 22, 19, 22, 22, tzinfo=timezone.utc))
        self.assertIsNone(uuid7_time(UUID("7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42")))
