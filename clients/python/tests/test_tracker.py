from __future__ import annotations

import asyncio
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Dict, List, Mapping
from uuid import UUID, uuid4, uuid5

from pattern_usage_tracker import (
    PatternUsageTracker,
    PatternUsageTrackerService,
    RequestRefusedError,
    TrackerError,
    UsageOutcome,
    UsageRefusedError,
    get_usage_tracker,
)

from .server import URL, history, stored

NO_NAME = "x" * 257
# Under which names become ids.
NAMES = UUID("5c2f0f0e-3e53-5b0d-9a0c-52d1f0a5b7c4")


class TrackerTest(unittest.TestCase):
    def setUp(self) -> None:
        self.tracker = PatternUsageTracker(URL)
        self.addCleanup(self.tracker.close)
        self.pattern = uuid4()

    def test_records_with_the_original_s_arguments_in_their_order(self) -> None:
        correlation = uuid4()
        before = datetime.now(timezone.utc) - timedelta(seconds=1)
        recorded = self.tracker.record_usage(
            self.pattern,
            UsageOutcome.ERROR,
            {"node_type": "Effect", "run": uuid4(), "file": Path("/tmp"), "at": before},
            correlation,
            0.5,
            120,
            "Database connection timeout",
            pattern_name="Retry with backoff",
        )
        self.assertEqual(recorded.pattern_id, self.pattern)
        self.assertFalse(recorded.duplicate)
        self.assertLess(before, recorded.created_at)
        metrics = self.tracker.get_pattern_effectiveness(self.pattern)["metrics"]
        self.assertEqual(
            {key: metrics[key] for key in ("pattern_id", "pattern_name", "total_usages", "failure_count")},
            {
                "pattern_id": self.pattern,
                "pattern_name": "Retry with backoff",
                "total_usages": 1,
                "failure_count": 1,
            },
        )
        self.assertEqual(metrics["average_quality_score"], 0.5)
        self.assertEqual(metrics["average_execution_time_ms"], 120)
        self.assertEqual(metrics["last_used"], recorded.created_at)

    def test_says_what_a_usage_cost_and_saved(self) -> None:
        said: Dict[str, Any] = {
            "version": "2.1",
            "input_tokens": 2**53 - 1,
            "output_tokens": 0,
            "cost_usd": 0.25,
            "time_saved_seconds": 60.5,
        }
        recorded = self.tracker.record_usage(self.pattern, "success", actor="dana", **said)
        again = self.tracker.record_usage_nowait(self.pattern, "success", actor="dana", **said).result()
        rows = {row["feedback_id"]: row for row in history(self.pattern)}
        for usage in (recorded, again):
            row = rows[str(usage.id)]
            self.assertEqual({name: row[name] for name in said}, said)
            self.assertRegex(row["actor"], "^hashed:[0-9a-f]{32}$")

    def test_the_same_id_is_counted_once(self) -> None:
        first = self.tracker.record_usage(self.pattern, "success")
        again = self.tracker.record_usage(self.pattern, "success", id=first.id)
        self.assertTrue(again.duplicate)
        self.assertEqual(again.created_at, first.created_at)
        at = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=timezone(timedelta(hours=2)))
        own = uuid4()
        self.assertEqual(
            [self.tracker.record_usage(self.pattern, "success", id=own, created_at=at) for _ in range(2)],
            [
                type(first)(id=own, pattern_id=self.pattern, created_at=at, duplicate=False),
                type(first)(id=own, pattern_id=self.pattern, created_at=at, duplicate=True),
            ],
        )

    def test_a_usage_that_is_refused_fails_its_own_caller(self) -> None:
        told: List[Mapping[str, Any]] = []

        def on_error(error: TrackerError, usage: Mapping[str, Any]) -> None:
            assert isinstance(error, UsageRefusedError)
            told.append({"quality": usage.get("quality_score"), "codes": [v["code"] for v in error.violations]})

        loop: Dict[str, Any] = {}
        loop["loop"] = loop
        with PatternUsageTracker(URL, linger_ms=60_000, on_error=on_error) as tracker:
            good = [tracker.record_usage_nowait(self.pattern, "success") for _ in range(20)]
            bad = [
                tracker.record_usage_nowait(self.pattern, "success", quality_score=7),
                tracker.record_usage_nowait(NO_NAME, "success"),
                tracker.record_usage_nowait(self.pattern, "success", quality_score=float("nan")),
                tracker.record_usage_nowait(self.pattern, "success", loop),
                tracker.record_usage_nowait(self.pattern, "success", created_at=datetime(2026, 1, 1)),
                # Too long, and with it the request of all of them.
                tracker.record_usage_nowait(self.pattern, "success", {"text": "x" * 498_000}),
            ]
            good += [tracker.record_usage_nowait(self.pattern, "success") for _ in range(20)]
            tracker.flush()
            for future in bad:
                self.assertIsInstance(future.exception(), UsageRefusedError)
            self.assertEqual(len({future.result().id for future in good}), 40)
        self.assertEqual(len(told), 6)
        self.assertIn({"quality": 7, "codes": ["out_of_range"]}, told)
        self.assertEqual(stored(self.pattern), 40)
        with self.assertRaisesRegex(UsageRefusedError, 'outcome is "sucess"; it must be one of success'):
            self.tracker.record_usage(self.pattern, "sucess")

    def test_stats_are_as_the_original_s_tracker_gives_them(self) -> None:
        for outcome in ("success", "partial_success", "failure", "success"):
            last = self.tracker.record_usage(self.pattern, outcome, quality_score=0.8)
        stats = self.tracker.get_usage_stats(self.pattern, 24)
        self.assertEqual((stats["total_patterns"], stats["time_range_hours"]), (1, 24))
        (row,) = stats["patterns"]
        self.assertEqual(row["pattern_id"], self.pattern)
        self.assertEqual((row["total_usages"], row["success_count"], row["success_rate"]), (4, 3, 0.75))
        self.assertEqual(row["last_used"], last.created_at)
        self.assertIsNone(row["average_execution_time_ms"])
        self.assertIn(self.pattern, {row["pattern_id"] for row in self.tracker.get_usage_stats()["patterns"]})
        self.assertEqual(self.tracker.get_usage_stats(uuid4())["patterns"], [])

    def test_effectiveness_by_the_original_s_formula(self) -> None:
        for _ in range(30):
            self.tracker.record_usage_nowait(self.pattern, "success", quality_score=0.9)
        self.tracker.flush()
        effectiveness = self.tracker.get_pattern_effectiveness(self.pattern, time_range_hours=1)
        self.assertAlmostEqual(effectiveness["effectiveness_score"], 0.5 + 0.3 * 0.9 + 0.2 * 0.3)
        self.assertEqual(effectiveness["confidence"], 1)
        self.assertEqual(effectiveness["recommendation"], "highly_recommended")
        unused = self.tracker.get_pattern_effectiveness(uuid4())
        self.assertEqual(unused["recommendation"], "insufficient_data")
        self.assertIsNone(unused["metrics"]["last_used"])

    def test_a_wrong_question_says_what_is_allowed(self) -> None:
        with self.assertRaisesRegex(RequestRefusedError, "it must be a whole number from 1") as caught:
            self.tracker.get_pattern_effectiveness(self.pattern, 0)
        self.assertEqual(caught.exception.status, 422)
        self.assertEqual(caught.exception.violations[0]["pointer"], "/time_range_hours")

    def test_a_pattern_goes_by_its_name(self) -> None:
        for kind in ("acme/code-review", "Größe 🚀, 100 %", "../../usage-stats"):
            name = f"{kind} {self.pattern}"
            id = uuid5(NAMES, name)
            self.assertEqual(self.tracker.record_usage(name, "success").pattern_id, id)
            self.assertEqual(self.tracker.record_usage(str(id).upper(), "failure").pattern_id, id)
            for pattern in (name, id):
                (row,) = self.tracker.get_usage_stats(pattern)["patterns"]
                self.assertEqual((row["pattern_id"], row["pattern_name"], row["total_usages"]), (id, name, 2))
                metrics = self.tracker.get_pattern_effectiveness(pattern)["metrics"]
                self.assertEqual(
                    (metrics["pattern_id"], metrics["pattern_name"], metrics["total_usages"]), (id, name, 2)
                )


class AsyncioTest(unittest.IsolatedAsyncioTestCase):
    async def test_the_original_s_calls(self) -> None:
        pattern = uuid4()
        tracker = get_usage_tracker(URL)
        self.assertIs(get_usage_tracker(), tracker)
        self.addAsyncCleanup(tracker.close)
        recorded = await asyncio.gather(
            *(
                tracker.record_usage(
                    pattern_id=pattern, outcome=UsageOutcome.SUCCESS, quality_score=0.92, correlation_id=uuid4()
                )
                for _ in range(1000)
            )
        )
        self.assertEqual(len({usage.id for usage in recorded}), 1000)
        effectiveness = await tracker.get_pattern_effectiveness(pattern_id=pattern, time_range_hours=168)
        self.assertEqual(effectiveness["metrics"]["total_usages"], 1000)
        self.assertEqual(f"{UsageOutcome.PARTIAL_SUCCESS} {effectiveness['confidence']:.2f}", "partial_success 1.00")

    async def test_a_pattern_goes_by_its_name(self) -> None:
        name = f"acme/{uuid4()}"
        async with PatternUsageTrackerService(URL) as tracker:
            recorded = await tracker.record_usage(name, "success")
            self.assertEqual(recorded.pattern_id, uuid5(NAMES, name))
            stats = await tracker.get_usage_stats(name)
            self.assertEqual([row["pattern_name"] for row in stats["patterns"]], [name])
            effectiveness = await tracker.get_pattern_effectiveness(name)
            self.assertEqual(effectiveness["metrics"]["total_usages"], 1)

    async def test_a_full_buffer_stops_no_event_loop(self) -> None:
        pattern = uuid4()
        async with PatternUsageTrackerService(URL, buffer_items=2) as tracker:
            recorded = await asyncio.gather(*(tracker.record_usage(pattern, "success") for _ in range(50)))
            self.assertTrue(all(isinstance(usage.id, UUID) for usage in recorded))
            with self.assertRaises(UsageRefusedError):
                await tracker.record_usage(pattern, "success", quality_score=-1)
            stats = await tracker.get_usage_stats(pattern)
            self.assertEqual(stats["patterns"][0]["total_usages"], 50)
        self.assertEqual(stored(pattern), 50)
