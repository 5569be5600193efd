#!/usr/bin/env node
// A broadcast node: what is new goes to the neighbours, but not back to where it came from.

import { createInterface } from "node:readline";

let name;
let neighbours = [];
const values = [];

function send(dest, body) {
  console.log(JSON.stringify({ src: name, dest, body }));
}

createInterface({ input: process.stdin }).on("line", (line) => {
  const { src, body } = JSON.parse(line);
  const answer = { type: `${body.type}_ok`, in_reply_to: body.msg_id };
  if (body.type === "init") name = body.node_id;
  if (body.type === "topology") neighbours = body.topology[name] ?? [];
  if (body.type === "read") answer.messages = values;
  if (body.type === "echo") answer.echo = body.echo;
  if (body.type === "broadcast" && !values.includes(body.message)) {
    values.push(body.message);
    for (const neighbour of neighbours) {
      if (neighbour !== src) send(neighbour, { type: "broadcast", message: body.message });
    }
  }
  if (body.msg_id !== undefined) send(src, answer);
});
