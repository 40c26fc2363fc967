"""A TCP proxy that loses connections, requests and answers."""

from __future__ import annotations

import random
import socket
import threading
from typing import List
from urllib.parse import urlsplit

_UNAVAILABLE = (
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 0\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
)


class FaultyProxy:
    """Listens on ``url``; each connection and each answer is lost with the given chances."""

    def __init__(self, upstream: str, *, lost_connections: float, lost_answers: float, seed: int) -> None:
        parts = urlsplit(upstream)
        self._upstream = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._lost_connections = lost_connections
        self._lost_answers = lost_answers
        self._random = random.Random(seed)
        self.answers_lost = 0
        self.connections_lost = 0
        self._sockets: List[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        for open_socket in [self._listener, *self._sockets]:
            self._end(open_socket)

    def __enter__(self) -> "FaultyProxy":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._sockets.append(client)
            if self._random.random() < self._lost_connections:
                self.connections_lost += 1
                kind = self._random.randrange(3)
                if kind == 0:
                    # In the middle of the request.
                    client.recv(100)
                elif kind == 1:
                    client.recv(65_536)
                    client.sendall(_UNAVAILABLE)
                self._end(client)
                continue
            server = socket.create_connection(self._upstream)
            self._sockets.append(server)
            threading.Thread(target=self._pump, args=(client, server, False), daemon=True).start()
            threading.Thread(target=self._pump, args=(server, client, True), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        try:
            while True:
                data = source.recv(65_536)
                if not data:
                    break
                if is_answer and self._random.random() < self._lost_answers:
                    # The server has stored what it answers for.
                    self.answers_lost += 1
                    target.sendall(data[: self._random.randrange(len(data))])
                    break
                target.sendall(data)
        except OSError:
            pass
        self._end(source)
        self._end(target)

    @staticmethod
    def _end(ended: socket.socket) -> None:
        try:
            ended.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        ended.close()
