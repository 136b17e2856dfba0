"""A Python peer for the interop tests: RTCBot's wire on aiortc, told what to do by JSON lines on stdin.

usage: rtcbot_peer.py <rtcbot.js> <folder of pages>

Its web server is that of RTCBot's tutorial: GET /rtcbot.js, the pages, and POST /connect, which answers an offer.
In: `{"id": 1, "do": "open", …}`. Out: `{"id": 1, "value": …}` or `{"id": 1, "error": "…"}`; first of all
`{"port": …}`. It ends when stdin does.
"""

import asyncio
import json
import pathlib
import sys

from coded_media import read_picture, read_sound
from rtcbot_wire import Connection

HEAD_LIMIT_BYTES = 1 << 20
TYPES = {".html": "text/html", ".js": "application/javascript"}


class Peer:
    """The one connection of the moment, as RTCBot's tutorial has a global `conn`, and the commands on it."""

    def __init__(self):
        self.connection = None

    async def do(self, do, **arguments):
        return await getattr(self, f"do_{do}")(**arguments)

    async def do_open(self, plan):
        await self.do_close()
        self.connection = Connection(plan)

    async def do_close(self):
        if self.connection:
            await self.connection.close()

    async def do_describe(self, offer=None):
        return await self.connection.local_description(offer)

    async def do_accept(self, answer):
        await self.connection.set_remote_description(answer)

    async def do_put(self, messages, channel="default"):
        for message in messages:
            self.connection.put(message, channel)

    async def do_put_raw(self, text=None, octets=None, channel="default"):
        self.connection.put_raw(bytes(octets) if text is None else text, channel)

    async def do_put_python(self, expression):
        """A value that JSON lines cannot carry here, such as float('nan')."""
        values = {"nan": float("nan"), "inf": float("inf"), "one": 1.0, "tuple": (1, 2)}
        self.connection.put(values[expression])

    async def do_get(self, count, channel="default"):
        return [await self.connection.get(channel) for _ in range(count)]

    async def do_get_size(self):
        message = await self.connection.get()
        return len(message["raw"])

    async def do_channel_facts(self, channel="default"):
        return await self.connection.channel_facts(channel)

    async def do_add_channel(self, name, ordered=True):
        self.connection.add_channel(name, ordered)

    async def do_next_channel(self):
        return await self.connection.next_channel()

    async def do_resize(self, width, height):
        """From now on the first video that is sent has another size."""
        self.connection.tracks[0].size = (width, height)

    async def do_pictures(self, count, index=0):
        frames = await self.connection.collect("video", count, index)
        return [read_picture(frame.to_ndarray(format="bgr24")) for frame in frames]

    async def do_sound(self, blocks=25, index=0):
        return read_sound(await self.connection.collect("audio", blocks, index))

    async def do_closed(self):
        return await self.connection.closed()


class TutorialServer:
    """The web server of RTCBot's tutorial. One request per TCP connection."""

    def __init__(self, peer, rtcbot_js, pages):
        self._peer = peer
        self._rtcbot_js = pathlib.Path(rtcbot_js)
        self._pages = pathlib.Path(pages).resolve()

    async def start(self):
        server = await asyncio.start_server(
            self._serve, "127.0.0.1", 0, limit=HEAD_LIMIT_BYTES
        )
        return server.sockets[0].getsockname()[1]

    async def _serve(self, reader, writer):
        try:
            method, path, body = await read_request(reader)
            status, kind, answer = await self._answer(method, path, body)
            head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\n"
            head += f"Content-Length: {len(answer)}\r\nConnection: close\r\n\r\n"
            writer.write(head.encode() + answer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, ValueError):
            pass  # the browser has gone, or spoken no HTTP
        finally:
            writer.close()

    async def _answer(self, method, path, body):
        if (method, path) == ("POST", "/connect"):
            try:
                answer = await self._peer.connection.local_description(json.loads(body))
                return "200 OK", "application/json", json.dumps(answer).encode()
            except Exception as error:  # as RTCBot's web server: whatever fails is a 500
                message = f"{type(error).__name__}: {error}"
                return "500 Internal Server Error", "text/plain", message.encode()
        file = self._rtcbot_js if path == "/rtcbot.js" else self._pages / pathlib.Path(path).name
        if method != "GET" or not file.is_file() or file.suffix not in TYPES:
            return "404 Not Found", "text/plain", b"There is no such page."
        return "200 OK", TYPES[file.suffix], file.read_bytes()


async def read_request(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ", 2)
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return method, target.split("?")[0], body


def say(**line):
    print(json.dumps(line), flush=True)


async def obey(peer, line):
    command = json.loads(line)
    number = command.pop("id")
    try:
        say(id=number, value=await peer.do(**command))
    except Exception as error:  # the test gets to know whatever fails
        say(id=number, error=f"{type(error).__name__}: {error}")


async def main(rtcbot_js, pages):
    peer = Peer()
    loop = asyncio.get_event_loop()
    stdin = asyncio.StreamReader(limit=HEAD_LIMIT_BYTES)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stdin), sys.stdin)
    say(port=await TutorialServer(peer, rtcbot_js, pages).start())
    running = set()
    while line := await stdin.readline():
        task = asyncio.ensure_future(obey(peer, line))
        running.add(task)
        task.add_done_callback(running.discard)
    for task in running:
        task.cancel()
    await peer.do_close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
