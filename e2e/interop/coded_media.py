"""Pictures and sound that can be recognised at the other end.

A picture is 16 blocks wide. The first row of blocks is the low 16 bits of the epoch time in ms, most significant
bit left, white = 1; the second row is the complement. Below, the left half is red and the right half is blue, so
that colours that are mixed up are noticed. Sound is a sine.
"""

import asyncio
import fractions
import time

import numpy as np
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av import AudioFrame, VideoFrame

BITS = 16
FRAMES_PER_SEC = 15
VIDEO_CLOCK_HZ = 90_000
SAMPLE_RATE_HZ = 48_000
BLOCK_SAMPLES = 960


def stamp_now():
    return int(time.time() * 1000) & 0xFFFF


def coded_picture(width, height):
    """A picture as OpenCV has it: uint8, height x width x 3, blue first."""
    stamp = stamp_now()
    side = width // BITS
    picture = np.zeros((height, width, 3), np.uint8)
    for bit in range(BITS):
        on = stamp >> (BITS - 1 - bit) & 1
        picture[:side, bit * side : (bit + 1) * side] = 255 if on else 0
        picture[side : 2 * side, bit * side : (bit + 1) * side] = 0 if on else 255
    picture[2 * side :, : width // 2] = (0, 0, 255)
    picture[2 * side :, width // 2 :] = (255, 0, 0)
    return picture


def colour_name(blue, green, red):
    high = [name for name, value in (("red", red), ("green", green), ("blue", blue)) if value > 128]
    return "+".join(high) or "dark"


def read_picture(picture):
    """What a coded picture says; stamp is None if it cannot be read."""
    now = stamp_now()
    height, width, _ = picture.shape
    side = width / BITS

    def is_white(column, row):
        return picture[int((row + 0.5) * side), int((column + 0.5) * side)].mean() > 128

    bits = [is_white(column, 0) for column in range(BITS)]
    is_coded = all(bit != is_white(column, 1) for column, bit in enumerate(bits))
    stamp = sum(1 << (BITS - 1 - column) for column, bit in enumerate(bits) if bit)
    return {
        "width": width,
        "height": height,
        "stamp": stamp if is_coded else None,
        "ageMs": (now - stamp) & 0xFFFF,
        "left": colour_name(*picture[int(height * 0.75), width // 4].tolist()),
        "right": colour_name(*picture[int(height * 0.75), width * 3 // 4].tolist()),
        "digest": int(picture.astype(np.uint64).sum()),
    }


class CodedVideoTrack(MediaStreamTrack):
    """Pictures with wall-clock time stamps, as RTCBot's VideoSender sends them."""

    kind = "video"

    def __init__(self, width, height):
        super().__init__()
        self.size = (width, height)
        self._start = None

    async def recv(self):
        await asyncio.sleep(1 / FRAMES_PER_SEC)
        if self.readyState != "live":
            raise MediaStreamError
        self._start = self._start or time.time()
        frame = VideoFrame.from_ndarray(coded_picture(*self.size), format="bgr24")
        frame.time_base = fractions.Fraction(1, VIDEO_CLOCK_HZ)
        frame.pts = int((time.time() - self._start) * VIDEO_CLOCK_HZ)
        return frame


class ToneTrack(MediaStreamTrack):
    """A sine in blocks of 20 ms, 16 bits, one channel."""

    kind = "audio"

    def __init__(self, frequency_hz):
        super().__init__()
        self._frequency_hz = frequency_hz
        self._sample = 0
        self._start = None

    async def recv(self):
        loop = asyncio.get_event_loop()
        self._start = self._start or loop.time()
        await asyncio.sleep(self._start + self._sample / SAMPLE_RATE_HZ - loop.time())
        if self.readyState != "live":
            raise MediaStreamError
        seconds = np.arange(self._sample, self._sample + BLOCK_SAMPLES) / SAMPLE_RATE_HZ
        wave = np.sin(2 * np.pi * self._frequency_hz * seconds) * 12_000
        frame = AudioFrame.from_ndarray(wave.astype(np.int16).reshape(1, -1), layout="mono")
        frame.sample_rate = SAMPLE_RATE_HZ
        frame.time_base = fractions.Fraction(1, SAMPLE_RATE_HZ)
        frame.pts = self._sample
        self._sample += BLOCK_SAMPLES
        return frame


def read_sound(frames):
    """The strongest frequency, how loud it is, and what share of the sound it is."""
    blocks = [frame.to_ndarray().reshape(frame.samples, -1) for frame in frames]
    wave = np.concatenate(blocks).mean(axis=1) / 32_768
    power = np.abs(np.fft.rfft(wave * np.hanning(len(wave)))) ** 2
    hz_per_bin = frames[0].sample_rate / len(wave)
    peak = int(power[1:].argmax()) + 1
    around = power[max(0, peak - 10) : peak + 11].sum()
    return {
        "hz": round(peak * hz_per_bin, 1),
        "peakLevel": round(float(np.abs(wave).max()), 3),
        "share": round(float(around / power.sum()), 3) if power.sum() > 0 else 0,
        "sampleRateHz": frames[0].sample_rate,
        "channels": blocks[0].shape[1],
    }
