"""Drives a robot from Python: run it with  rtcbot-robot … --exec 'python3 drive.py'

What comes in is one JSON object per line, from people and pages that you do not know: take what you expect, and leave the rest.
"""
import json
import math
import queue
import signal
import sys
import threading
import time

QUIET_SEC = 0.4  # while something is to move, a command comes every 33 ms
lines = queue.Queue()


def read():
    """Only reads; pings are answered below, by what drives the motors: so whoever asks knows that it lives."""
    for line in sys.stdin:
        lines.put((time.monotonic(), line))
    lines.put((time.monotonic(), None))  # rtcbot-robot has ended


def send(**line):
    print(json.dumps(line), flush=True)


def set_motors(speed, turn):
    """Yours. Give the motors a timeout of their own, too: this program may hang."""
    return speed != 0 or turn != 0


def number(fields, name):
    """A number of a command or message; 0 for anything else."""
    value = fields.get(name) if isinstance(fields, dict) else None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number and math.isfinite(value) else 0.0


class Drive:
    """What moves the robot. After a silence, whatever caused it, motion counts only once the operator has let go."""

    def __init__(self):
        self.moving = False
        self.must_rest = False
        self.heard = time.monotonic()

    def stop(self):
        self.moving = set_motors(0, 0)

    def check(self):
        """Whoever was frozen, or busy, finds lines that look new: look at the clock first."""
        now = time.monotonic()
        if self.moving and now - self.heard >= QUIET_SEC:
            self.stop()
            self.must_rest = True
        self.heard = now

    def on_command(self, event, waited_sec):
        speed = number(event.get("data"), "linearMetersPerSec")
        turn = number(event.get("data"), "angularRadPerSec")
        if not speed and not turn:
            self.must_rest = False
        elif number(event, "ageMs") / 1000 + waited_sec > QUIET_SEC:
            self.must_rest = True  # too old to be what anybody wants now
        if self.must_rest:
            return self.stop()
        self.moving = set_motors(speed, turn)
        send(telemetry={"speed": speed, "turn": turn})


def on_message(event):
    data = event.get("data")
    if isinstance(data, dict) and "horn" in data:
        send(data={"horn": number(data, "horn")})


def on_call(event):
    """Only what is exposed is called; the horn moves nothing, so it sounds while the robot is stopped as well."""
    send(answer=event.get("id"), result={"horn": number(event.get("args"), "volume")})


def run(drive):
    send(ready=True)  # from now on commands may come
    send(expose="horn", duringStop=True)
    while True:
        try:
            came, line = lines.get(timeout=QUIET_SEC if drive.moving else None)
        except queue.Empty:
            drive.check()
            continue
        if line is None:
            return
        drive.check()
        try:
            event = json.loads(line)
        except ValueError:
            continue
        name = event.get("event") if isinstance(event, dict) else None
        if name == "ping":
            send(pong=event.get("n"))
        elif name == "command":
            drive.on_command(event, time.monotonic() - came)
        elif name == "safe-stop":
            drive.stop()
            send(confirm="safe-stop", number=event.get("number"))
            send(telemetry={"stopped": event.get("reason")})
        elif name == "operator" and event.get("state") == "joined":
            send(to=event.get("operator"), data={"welcome": event.get("operator")})
        elif name == "message":
            on_message(event)
        elif name == "call":
            on_call(event)


signal.signal(signal.SIGTERM, lambda *_: sys.exit())
threading.Thread(target=read, daemon=True).start()
try:
    run(Drive())
except BrokenPipeError:
    sys.stderr.close()  # rtcbot-robot has ended; Python would complain about what is left to write
finally:
    set_motors(0, 0)  # however this program ends
