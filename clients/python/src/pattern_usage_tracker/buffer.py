"""Usages that wait for the server, and the thread that takes them there."""

from __future__ import annotations

import threading
import time
from collections import deque
from concurrent.futures import Future
from typing import Any, Callable, Deque, List, Mapping, Optional

from .errors import BufferFullError, ClosedError
from .models import RecordedUsage


class PendingUsage:
    """A usage on its way.

    :param is_awaited: whether somebody stands still until it is recorded: then it does not linger.
    """

    def __init__(self, usage: Mapping[str, Any], body: bytes, is_awaited: bool) -> None:
        self.usage = usage
        self.body = body
        self.is_awaited = is_awaited
        self.due = 0.0
        self.future: Future[RecordedUsage] = Future()
        # What was taken is sent: there is no cancelling it.
        self.future.set_running_or_notify_cancel()


class UsageBuffer:
    """Gathers usages into batches and hands one batch after the other to ``deliver``, in a daemon thread.

    :param deliver: settles the future of every usage it is given; must not raise.
    :param linger: seconds a usage that nobody waits for may wait for others to share its request.
    """

    def __init__(
        self,
        deliver: Callable[[List[PendingUsage]], None],
        *,
        batch_items: int,
        batch_bytes: int,
        linger: float,
        buffer_items: int,
        buffer_bytes: int,
    ) -> None:
        self._deliver = deliver
        self._batch_items = batch_items
        self._batch_bytes = batch_bytes
        self._linger = linger
        self._buffer_items = buffer_items
        self._buffer_bytes = buffer_bytes
        self.forget()

    def forget(self) -> None:
        """For a forked process: what waits is the parent's, and so is its thread."""
        self._changed = threading.Condition()
        self._waiting: Deque[PendingUsage] = deque()
        self._waiting_bytes = 0
        self._held = 0
        self._held_bytes = 0
        self._taken = 0
        self._settled = 0
        # Usages up to this number of those taken do not linger.
        self._hurry_to = 0
        self._is_closing = False
        self._thread: Optional[threading.Thread] = None

    def add(self, pending: PendingUsage, may_block: bool) -> None:
        """Takes a usage. Raises BufferFullError where there is no room (and it may not wait for it) or ClosedError."""
        size = len(pending.body)
        with self._changed:
            self._start()
            while self._held > 0 and (
                self._held >= self._buffer_items or self._held_bytes + size > self._buffer_bytes
            ):
                # The thread that makes room cannot wait for it.
                if not may_block or threading.current_thread() is self._thread:
                    raise BufferFullError(f"{self._held} usages wait for the server already.")
                self._changed.wait()
                self._require_open()
            pending.due = time.monotonic() + (0.0 if pending.is_awaited else self._linger)
            self._waiting.append(pending)
            self._waiting_bytes += size
            self._held += 1
            self._held_bytes += size
            self._taken += 1
            if pending.is_awaited:
                self._hurry_to = self._taken
            # The thread sleeps until there is a first one, or until a batch is due or full.
            if pending.is_awaited or len(self._waiting) == 1 or self._is_full():
                self._changed.notify_all()

    def flush(self, timeout: Optional[float]) -> bool:
        """Waits until what was taken before is settled; false where ``timeout`` seconds were not enough."""
        self.forbid_own_thread()
        with self._changed:
            target = self._taken
            self._hurry_to = max(self._hurry_to, target)
            self._changed.notify_all()
            return self._changed.wait_for(lambda: self._settled >= target, timeout)

    def close(self, timeout: Optional[float]) -> bool:
        """Takes no more, and waits as ``flush`` does; the thread ends once all is settled."""
        self.forbid_own_thread()
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        return self.flush(timeout)

    def forbid_own_thread(self) -> None:
        """For what waits for the thread."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("A callback cannot wait for usages to be sent; record_usage_nowait can be used.")

    def _require_open(self) -> None:
        if self._is_closing:
            raise ClosedError("The client is closed.")

    def _start(self) -> None:
        self._require_open()
        if self._thread is not None:
            return
        thread = threading.Thread(target=self._run, name="pattern-usage-tracker", daemon=True)
        try:
            thread.start()
        except RuntimeError as error:
            raise ClosedError("The interpreter is shutting down.") from error
        self._thread = thread

    def _is_full(self) -> bool:
        return len(self._waiting) >= self._batch_items or self._waiting_bytes >= self._batch_bytes

    def _run(self) -> None:
        while True:
            batch = self._next_batch()
            if not batch:
                return
            self._deliver(batch)
            with self._changed:
                self._held -= len(batch)
                self._held_bytes -= sum(len(pending.body) for pending in batch)
                self._settled += len(batch)
                self._changed.notify_all()

    def _next_batch(self) -> List[PendingUsage]:
        """What goes into the next request; empty once the client is closed and nothing is left."""
        with self._changed:
            while not self._is_due():
                if self._is_closing and not self._waiting:
                    return []
                self._changed.wait(self._waiting[0].due - time.monotonic() if self._waiting else None)
            batch: List[PendingUsage] = []
            size = 0
            while self._waiting and len(batch) < self._batch_items:
                size += len(self._waiting[0].body)
                if batch and size > self._batch_bytes:
                    break
                batch.append(self._waiting.popleft())
            self._waiting_bytes -= sum(len(pending.body) for pending in batch)
            return batch

    def _is_due(self) -> bool:
        if not self._waiting:
            return False
        is_hurried = self._taken - len(self._waiting) < self._hurry_to
        return is_hurried or self._is_full() or self._is_closing or self._waiting[0].due <= time.monotonic()
