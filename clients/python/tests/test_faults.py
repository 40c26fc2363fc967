from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor
from typing import Any, List, Mapping
from uuid import uuid4

from pattern_usage_tracker import (
    BufferFullError,
    ClosedError,
    PatternUsageTracker,
    TrackerError,
    UnavailableError,
)

from .faulty_proxy import FaultyProxy
from .server import URL, stored


def unheard() -> "tuple[socket.socket, str]":
    """A port that takes connections and never answers; its owner closes it."""
    listener = socket.create_server(("127.0.0.1", 0))
    return listener, f"http://127.0.0.1:{listener.getsockname()[1]}"


class FaultsTest(unittest.TestCase):
    def test_each_usage_is_stored_once_whatever_the_network_loses(self) -> None:
        pattern = uuid4()
        with FaultyProxy(URL, lost_connections=0.3, lost_answers=0.3, seed=7) as proxy:
            with PatternUsageTracker(proxy.url, batch_items=30) as tracker:

                def waiting(_: int) -> str:
                    return str(tracker.record_usage(pattern, "success").id)

                def in_passing(_: int) -> Any:
                    return tracker.record_usage_nowait(pattern, "failure")

                with ThreadPoolExecutor(16) as threads:
                    waited = threads.map(waiting, range(150))
                    passed = threads.map(in_passing, range(1500))
                    ids = {*waited, *(str(future.result().id) for future in passed)}
            self.assertGreater(proxy.answers_lost, 5)
            self.assertGreater(proxy.connections_lost, 5)
        self.assertEqual(len(ids), 1650)
        self.assertEqual(stored(pattern), 1650)

    def test_what_waits_at_the_end_of_the_program_is_sent(self) -> None:
        pattern = uuid4()
        program = (
            "from pattern_usage_tracker import PatternUsageTracker\n"
            f"tracker = PatternUsageTracker({URL!r}, linger_ms=60_000)\n"
            f"for _ in range(100): tracker.record_usage_nowait({str(pattern)!r}, 'success')\n"
        )
        subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
        self.assertEqual(stored(pattern), 100)

    def test_what_waits_in_a_tracker_that_nobody_holds_is_sent(self) -> None:
        pattern = uuid4()
        program = (
            "import gc\n"
            "from pattern_usage_tracker import PatternUsageTracker\n"
            "def record():\n"
            f"    tracker = PatternUsageTracker({URL!r}, linger_ms=60_000)\n"
            f"    tracker.record_usage_nowait({str(pattern)!r}, 'success')\n"
            "record()\n"
            "gc.collect()\n"
        )
        subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
        self.assertEqual(stored(pattern), 1)

    @unittest.skipUnless(hasattr(os, "fork"), "needs fork")
    def test_a_forked_process_sends_its_own_usages_and_no_other(self) -> None:
        pattern = uuid4()
        program = (
            "import os\n"
            "from pattern_usage_tracker import PatternUsageTracker\n"
            f"tracker = PatternUsageTracker({URL!r}, linger_ms=60_000)\n"
            f"record = lambda: tracker.record_usage_nowait({str(pattern)!r}, 'success')\n"
            f"tracker.record_usage({str(pattern)!r}, 'success')\n"
            "record()\n"
            "child = os.fork()\n"
            "if child == 0:\n"
            "    record(), record(), tracker.close()\n"
            "    os._exit(0)\n"
            "assert os.waitpid(child, 0)[1] == 0\n"
            "record()\n"
        )
        subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True, timeout=60)
        self.assertEqual(stored(pattern), 5)

    def test_a_server_that_is_not_there_is_told_to_whoever_recorded(self) -> None:
        listener, url = unheard()
        listener.close()
        failed: List[str] = []

        def on_error(error: TrackerError, usage: Mapping[str, Any]) -> None:
            assert isinstance(error, UnavailableError)
            self.assertEqual(error.usage_id, usage["id"])
            failed.append(usage["outcome"])

        with PatternUsageTracker(url, retry_for=0.3, on_error=on_error) as tracker:
            with self.assertRaisesRegex(UnavailableError, "did not take it within 0.3 s"):
                tracker.record_usage(uuid4(), "success")
            future = tracker.record_usage_nowait(uuid4(), "error")
            self.assertTrue(tracker.flush(30))
            self.assertIsInstance(future.exception(), UnavailableError)
            with self.assertRaises(UnavailableError):
                tracker.get_pattern_effectiveness(uuid4())
        self.assertEqual(failed, ["error"])

    def test_a_full_buffer_raises_or_blocks(self) -> None:
        listener, url = unheard()
        with listener:
            raising = PatternUsageTracker(url, buffer_items=3, block_when_full=False, on_error=lambda *_: None)
            futures = [raising.record_usage_nowait(uuid4(), "success") for _ in range(3)]
            with self.assertRaisesRegex(BufferFullError, "3 usages wait"):
                raising.record_usage(uuid4(), "success")
            raising.close(timeout=0.1)
            for future in futures:
                self.assertIsInstance(future.exception(30), ClosedError)
            with self.assertRaises(ClosedError):
                raising.record_usage(uuid4(), "success")
        pattern = uuid4()
        with PatternUsageTracker(URL, buffer_items=3, batch_items=2) as blocking:
            for _ in range(50):
                blocking.record_usage_nowait(pattern, "success")
        self.assertEqual(stored(pattern), 50)

    def test_a_callback_may_record_but_not_wait(self) -> None:
        pattern = uuid4()
        outcomes: List[object] = []
        done = threading.Event()

        def on_error(_: TrackerError, __: Mapping[str, Any]) -> None:
            tracker.record_usage_nowait(pattern, "error")
            try:
                tracker.record_usage(pattern, "error")
            except RuntimeError as error:
                outcomes.append(error)
            done.set()

        with PatternUsageTracker(URL, on_error=on_error) as tracker:
            tracker.record_usage_nowait(pattern, "no outcome")
            self.assertTrue(done.wait(30))
        self.assertEqual(len(outcomes), 1)
        self.assertEqual(stored(pattern), 1)

    def test_large_batches_are_split_by_bytes_and_compressed(self) -> None:
        pattern = uuid4()
        letters = random.Random(1)
        with PatternUsageTracker(URL, batch_bytes=100_000, gzip_over_bytes=1000) as tracker:
            for _ in range(60):
                text = "".join(letters.choices("abcdefgh", k=20_000))
                tracker.record_usage_nowait(pattern, "error", error_message=text)
        self.assertEqual(stored(pattern), 60)
