"""A proxy that knows PostgreSQL's messages and does harm at one of them: cut, fall silent, or crawl."""

from __future__ import annotations

import asyncio
import socket
import threading
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Self


class Harm(Enum):
    """What happens at the message: nothing; the line is reset before or after it; no byte more; a byte at a time."""

    NONE = "none"
    CUT_BEFORE = "cut before"
    CUT_AFTER = "cut after"
    SILENCE = "silence"
    CRAWL = "crawl"


@dataclass
class Proxy:
    """Listens on `port` while it is entered and passes on to the server's port, counting messages of both ways.

    Shape: `at` is the number of the message, from 1, at which the harm is done. TLS would hide the messages, so the
    connection must be without it. `crawl` is seconds between two bytes.
    """

    server_port: int
    harm: Harm = Harm.NONE
    at: int = 0
    crawl: float = 0.005
    port: int = 0
    count: int = 0

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        self._stop = asyncio.Event()
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._meet, sock=self._listener)
        await self._stop.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _meet(self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self.server_port)
        both = (to_client, to_server)
        ways = [
            asyncio.ensure_future(self._pass_on(from_client, to_server, both, typed=False)),
            asyncio.ensure_future(self._pass_on(from_server, to_client, both, typed=True)),
        ]
        self._tasks.update(ways)
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for writer in both:
            writer.transport.abort()

    async def _pass_on(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        both: tuple[asyncio.StreamWriter, ...],
        *,
        typed: bool,
    ) -> None:
        """Message by message; the client's first one has a length but no type."""
        try:
            while True:
                head = await reader.readexactly(5 if typed else 4)
                message = head + await reader.readexactly(int.from_bytes(head[-4:]) - 4)
                typed = True
                self.count += 1
                if not await self._harmed(message, self.count, writer):
                    writer.write(message)
                    await writer.drain()
                if self.count >= self.at and self.harm is Harm.CUT_AFTER:
                    await asyncio.sleep(0)
                    return
                if self.count >= self.at and self.harm is Harm.CUT_BEFORE:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            return

    async def _harmed(self, message: bytes, number: int, writer: asyncio.StreamWriter) -> bool:
        """Do the harm, if it is this message's turn. Returns whether the message has had its share."""
        match self.harm:
            case Harm.CUT_BEFORE:
                return number >= self.at
            case Harm.SILENCE:
                return number >= self.at
            case Harm.CRAWL if number == self.at:
                for byte in message[:200]:
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(self.crawl)
                writer.write(message[200:])
                return True
        return False
