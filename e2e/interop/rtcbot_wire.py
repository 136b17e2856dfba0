"""One connection that negotiates and talks as Python RTCBot's RTCConnection does.

What goes over the wire is RTCBot's: descriptions of `type` and `sdp` alone with every candidate inside, a data
channel `default` made by the offerer, messages as JSON, receiving transceivers video first.
"""

import asyncio
import json
import time

from aiortc import RTCConfiguration, RTCIceServer, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from coded_media import CodedVideoTrack, ToneTrack

DEFAULT_CHANNEL = "default"


class Channel:
    """A data channel with JSON messages; what is put before it is open waits."""

    def __init__(self, channel):
        self._channel = channel
        self._waiting = []
        self._received = asyncio.Queue()
        channel.on("message", self._received.put_nowait)
        if channel.readyState != "open":
            channel.on("open", self._flush)

    def facts(self):
        """What the wire says of the channel."""
        channel = self._channel
        return {
            "label": channel.label,
            "ordered": channel.ordered,
            "protocol": channel.protocol,
            "maxRetransmits": channel.maxRetransmits,
            "maxPacketLifeTime": channel.maxPacketLifeTime,
            "negotiated": channel.negotiated,
        }

    def put(self, message):
        self.put_raw(json.dumps(message))

    def put_raw(self, data):
        if self._channel.readyState == "open":
            self._channel.send(data)
        else:
            self._waiting.append(data)

    async def get(self):
        """The next message as RTCBot hands it out, and as it came."""
        data = await self._received.get()
        kind = "text" if isinstance(data, str) else "binary"
        try:
            return {"kind": kind, "raw": as_json(data), "value": json.loads(data)}
        except ValueError:
            return {"kind": kind, "raw": as_json(data), "value": as_json(data)}

    def _flush(self):
        waiting, self._waiting = self._waiting, []
        for data in waiting:
            self._channel.send(data)


def as_json(data):
    return data if isinstance(data, str) else list(data)


class Incoming:
    """Reads a track for ever. Whoever collects gets the next frames; otherwise they are dropped."""

    def __init__(self, track):
        self._collectors = []
        self._error = None
        self._task = asyncio.ensure_future(self._read(track))

    async def collect(self, count):
        if self._error:
            raise self._error
        collector = (count, [], asyncio.get_event_loop().create_future())
        self._collectors.append(collector)
        return await collector[2]

    async def _read(self, track):
        try:
            while True:
                self._hand_out(await track.recv())
        except MediaStreamError:
            self._error = RuntimeError("The track has ended.")
            for _, _, done in self._collectors:
                if not done.done():
                    done.set_exception(self._error)

    def _hand_out(self, frame):
        for count, frames, done in self._collectors:
            if len(frames) < count:
                frames.append(frame)
            if len(frames) == count and not done.done():
                done.set_result(frames)
        self._collectors = [one for one in self._collectors if not one[2].done()]


class Connection:
    """The plan says what it sends and receives:

    `iceServers` (URLs), `ordered`, `send` (list of `{"kind": "video", "width", "height"}` and
    `{"kind": "audio", "hz"}`), `receiveVideo` and `receiveAudio` (how many tracks).
    """

    def __init__(self, plan):
        servers = [RTCIceServer(urls=url) for url in plan.get("iceServers", [])]
        self._plan = plan
        self._pc = RTCPeerConnection(RTCConfiguration(iceServers=servers))
        self._channels = {}
        self._new_channels = asyncio.Queue()
        self._has_track = asyncio.Condition()
        self._incoming = {"video": [], "audio": []}
        self._closed = asyncio.Event()
        self._ready = asyncio.Event()
        self._end = {"atMs": None, "error": None}
        self._before_channel = []
        self.tracks = []
        for media in plan.get("send", []):
            track = make_track(media)
            self.tracks.append(track)
            self._pc.addTrack(track)
        self._pc.on("datachannel", self._on_channel)
        self._pc.on("track", self._on_track)
        self._pc.on("iceconnectionstatechange", self._on_ice_state)

    async def local_description(self, offer=None):
        """RTCBot's getLocalDescription. An offer with any further key is a TypeError, as in RTCBot."""
        if offer is not None:
            await self.set_remote_description(offer)
            await self._pc.setLocalDescription(await self._pc.createAnswer())
        else:
            ordered = self._plan.get("ordered", True)
            self._adopt(self._pc.createDataChannel(DEFAULT_CHANNEL, ordered=ordered))
            self._offer_to_receive("video")
            self._offer_to_receive("audio")
            await self._pc.setLocalDescription(await self._pc.createOffer())
        description = self._pc.localDescription
        return {"sdp": description.sdp, "type": description.type}

    async def set_remote_description(self, description):
        await self._pc.setRemoteDescription(RTCSessionDescription(**description))

    def put(self, message, name=DEFAULT_CHANNEL):
        if name == DEFAULT_CHANNEL and name not in self._channels:
            self._before_channel.append(message)
        else:
            self._channels[name].put(message)

    def put_raw(self, data, name=DEFAULT_CHANNEL):
        self._channels[name].put_raw(data)

    async def get(self, name=DEFAULT_CHANNEL):
        if name == DEFAULT_CHANNEL:
            await self._ready.wait()
        return await self._channels[name].get()

    async def channel_facts(self, name=DEFAULT_CHANNEL):
        await self._ready.wait()
        return self._channels[name].facts()

    def add_channel(self, name, ordered=True):
        if name in self._channels or name == DEFAULT_CHANNEL:
            raise KeyError(f"Data channel {name} already exists")
        self._channels[name] = Channel(self._pc.createDataChannel(name, ordered=ordered))

    async def next_channel(self):
        """Name of the next channel that the other side opens."""
        return await self._new_channels.get()

    async def collect(self, kind, count, index=0):
        """The next frames of an incoming track."""
        async with self._has_track:
            await self._has_track.wait_for(lambda: len(self._incoming[kind]) > index)
        return await self._incoming[kind][index].collect(count)

    async def closed(self):
        await self._closed.wait()
        return self._end

    async def close(self, error=None):
        if self._closed.is_set():
            return
        self._end = {"atMs": time.time() * 1000, "error": error}
        self._closed.set()
        await self._pc.close()

    def _offer_to_receive(self, kind):
        senders = sum(1 for media in self._plan.get("send", []) if media["kind"] == kind)
        wanted = self._plan.get("receiveVideo" if kind == "video" else "receiveAudio", 0)
        for _ in range(wanted - senders):
            self._pc.addTransceiver(kind, "recvonly")

    def _adopt(self, rtc_channel):
        channel = Channel(rtc_channel)
        self._channels[rtc_channel.label] = channel
        for message in self._before_channel:
            channel.put(message)
        self._before_channel = []
        dtls = rtc_channel.transport.transport

        async def on_state():
            if dtls.state in ("closed", "failed"):
                await self.close()

        dtls.on("statechange", on_state)
        self._ready.set()

    def _on_channel(self, channel):
        if channel.label == DEFAULT_CHANNEL:
            self._adopt(channel)
        else:
            self._channels[channel.label] = Channel(channel)
            self._new_channels.put_nowait(channel.label)

    async def _on_track(self, track):
        self._incoming[track.kind].append(Incoming(track))
        async with self._has_track:
            self._has_track.notify_all()

    async def _on_ice_state(self):
        if self._pc.iceConnectionState == "failed":
            await self.close("failed")


def make_track(media):
    if media["kind"] == "video":
        return CodedVideoTrack(media.get("width", 640), media.get("height", 480))
    return ToneTrack(media["hz"])
