"""A robot's brain in Python: run it with  rtcbot-robot … --exec 'python3 drive.py'"""
import json
import sys


def send(data, to=None):
    line = {"data": data} if to is None else {"to": to, "data": data}
    print(json.dumps(line), flush=True)


speed = 0.0
for line in sys.stdin:  # ends with the robot
    event = json.loads(line)
    if event["event"] == "operator" and event["state"] == "left":
        speed = 0.0  # nobody drives: stop the motors here
    elif event["event"] == "operator":
        send({"welcome": event["operator"]}, to=event["operator"])
    elif event["event"] == "message" and "drive" in (event.get("data") or {}):
        speed = float(event["data"]["drive"])  # set the motors here
        send({"speed": speed})
