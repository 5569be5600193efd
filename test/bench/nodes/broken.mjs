#!/usr/bin/env node
// A node that breaks one rule, named by its argument, and keeps the others.

import { writeSync } from "node:fs";
import { createInterface } from "node:readline";

const kind = process.argv[2];
let name;

function send(dest, body, end = "\n") {
  writeSync(1, JSON.stringify({ src: name, dest, body }) + end);
}

createInterface({ input: process.stdin }).on("line", (line) => {
  const { src, body } = JSON.parse(line);
  const answer = { type: `${body.type}_ok`, in_reply_to: body.msg_id };
  if (body.type === "init") {
    name = body.node_id;
    if (kind === "silent") return;
    if (kind === "no-json") writeSync(1, "Listening for messages\n");
    if (kind === "no-message") writeSync(1, '{"hello":"world"}\n');
    if (kind === "no-newline") return send(src, answer, "");
  }
  if (body.type === "read" || body.type === "broadcast") {
    if (kind === "stranger") send("n99", { type: "hello" });
    if (kind === "exit") throw new Error("what a pity");
    if (kind === "signal") process.kill(process.pid, "SIGSEGV");
    if (kind === "quit") process.exit(0);
    if (kind === "key-too-many") answer.ok = true;
  }
  if (body.type === "read" && kind !== "key-too-few") answer.messages = [];
  send(src, answer);
});
