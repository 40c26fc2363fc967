"""HTTP over connections that are kept alive."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from typing import Any, List, Mapping, NamedTuple, Optional
from urllib.parse import urlsplit


class Response(NamedTuple):
    status: int
    #: Of the header Retry-After.
    retry_after: Optional[str]
    body: bytes
    #: The body of a success, parsed.
    answer: Any = None


class HttpPool:
    """Requests to one server, from any thread; each attempt is made once.

    Raises OSError and http.client.HTTPException.
    """

    def __init__(self, url: str, timeout: float, ssl_context: Optional[ssl.SSLContext]) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"url is {url!r}; it must be http://… or https://….")
        self._host = parts.hostname
        self._port = parts.port
        self._path = parts.path.rstrip("/")
        self._timeout = timeout
        is_secure = parts.scheme == "https"
        self._ssl = (ssl_context or ssl.create_default_context()) if is_secure else None
        self.forget()

    def forget(self) -> None:
        """Starts anew without a word to the server: in a forked process the connections are its parent's."""
        self._lock = threading.Lock()
        self._idle: List[http.client.HTTPConnection] = []
        self._busy: List[http.client.HTTPConnection] = []

    def request(
        self, method: str, path: str, headers: Mapping[str, str], body: Optional[bytes] = None
    ) -> Response:
        while True:
            connection, is_reused = self._take()
            is_sound = False
            try:
                response = self._exchange(connection, method, self._path + path, headers, body)
                is_sound = connection.sock is not None
                return response
            except (ConnectionError, http.client.BadStatusLine):
                # Closed by the server while it was idle: not worth a wait.
                if not is_reused:
                    raise
            finally:
                self._give_back(connection, is_sound)

    def cut(self) -> None:
        """Ends every connection, also under a request that waits for its answer."""
        with self._lock:
            busy, idle = list(self._busy), self._idle
            self._idle = []
        for connection in busy:
            if connection.sock is not None:
                try:
                    connection.sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
        for connection in idle:
            connection.close()

    @staticmethod
    def _exchange(
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: Optional[bytes],
    ) -> Response:
        try:
            connection.request(method, path, body, dict(headers))
        except BrokenPipeError:
            # A server that refuses a body before it has read it has answered already.
            pass
        response = connection.getresponse()
        return Response(response.status, response.getheader("retry-after"), response.read())

    def _take(self) -> "tuple[http.client.HTTPConnection, bool]":
        with self._lock:
            is_reused = bool(self._idle)
            connection = self._idle.pop() if is_reused else self._connect()
            self._busy.append(connection)
        return connection, is_reused

    def _give_back(self, connection: http.client.HTTPConnection, is_sound: bool) -> None:
        with self._lock:
            if connection in self._busy:
                self._busy.remove(connection)
            if is_sound:
                self._idle.append(connection)
                return
        connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        if self._ssl is None:
            return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
        return http.client.HTTPSConnection(
            self._host, self._port, timeout=self._timeout, context=self._ssl
        )
