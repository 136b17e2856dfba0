"""A robot's brain in Python: run it with  rtcbot-robot … --exec 'python3 drive.py'"""
import json
import queue
import sys
import threading

QUIET_SEC = 0.4  # while something is to move, a command comes every 33 ms
lines = queue.Queue()


def read():
    for line in sys.stdin:
        lines.put(line)
    lines.put(None)  # the robot's host has ended


def send(**line):
    print(json.dumps(line), flush=True)


def set_motors(speed, turn):
    """Yours. Give the motors a timeout of their own, too: this program may hang."""
    return speed != 0 or turn != 0


moving = False
threading.Thread(target=read, daemon=True).start()
try:
    while True:
        try:
            line = lines.get(timeout=QUIET_SEC if moving else None)
        except queue.Empty:
            moving = set_motors(0, 0)  # silence stops
            continue
        if line is None:
            break
        event = json.loads(line)
        data = event.get("data") or {}
        if event["event"] == "command":
            speed, turn = data["linearMetersPerSec"], data["angularRadPerSec"]
            moving = set_motors(speed, turn)
            send(telemetry={"speed": speed, "turn": turn})
        elif event["event"] == "safe-stop":
            moving = set_motors(0, 0)
            send(confirm="safe-stop")
            send(telemetry={"stopped": event["reason"]})
        elif event["event"] == "operator" and event["state"] == "joined":
            send(to=event["operator"], data={"welcome": event["operator"]})
        elif event["event"] == "message" and "horn" in data:
            send(data={"horn": float(data["horn"])})
finally:
    set_motors(0, 0)  # however this program ends
