#!/usr/bin/env python3
"""A broadcast node: what is new goes to the neighbours, but not back to where it came from."""

import json
import sys

name, neighbours, values = None, [], []


def send(dest, body):
    print(json.dumps({"src": name, "dest": dest, "body": body}), flush=True)


for line in sys.stdin:
    message = json.loads(line)
    src, body = message["src"], message["body"]
    answer = {"type": body["type"] + "_ok", "in_reply_to": body.get("msg_id")}
    if body["type"] == "init":
        name = body["node_id"]
    elif body["type"] == "topology":
        neighbours = body["topology"].get(name, [])
    elif body["type"] == "read":
        answer["messages"] = values
    elif body["type"] == "echo":
        answer["echo"] = body["echo"]
    elif body["type"] == "broadcast" and body["message"] not in values:
        values.append(body["message"])
        for neighbour in neighbours:
            if neighbour != src:
                send(neighbour, {"type": "broadcast", "message": body["message"]})
    if "msg_id" in body:
        send(src, answer)
