#!/usr/bin/env python3
"""A node that breaks one rule, named by its argument, and keeps the others."""

import json
import sys

kind = sys.argv[1]
name = None


def send(dest, body, end="\n"):
    text = json.dumps({"src": name, "dest": dest, "body": body}, separators=(",", ":"))
    print(text, end=end, flush=True)


for line in sys.stdin:
    message = json.loads(line)
    src, body = message["src"], message["body"]
    answer = {"type": body["type"] + "_ok", "in_reply_to": body.get("msg_id")}
    if body["type"] == "init":
        name = body["node_id"]
        if kind == "no-newline":
            send(src, answer, end="")
            continue
    if body["type"] in ("read", "broadcast") and kind == "exit":
        raise RuntimeError("what a pity")
    send(src, answer)
