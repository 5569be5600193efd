/** The relay node as one writes it for Node.js: readline, console.log. */

import { createInterface } from "node:readline";

let id = "";
let neighbours = [];
const messages = new Set();

function send(dest, body) {
  console.log(JSON.stringify({ src: id, dest, body }));
}

createInterface({ input: process.stdin }).on("line", (line) => {
  const { src, body } = JSON.parse(line);
  const reply = (answer) => send(src, { ...answer, in_reply_to: body.msg_id });
  if (body.type === "init") {
    id = body.node_id;
    reply({ type: "init_ok" });
  } else if (body.type === "topology") {
    neighbours = body.topology[id] ?? [];
    reply({ type: "topology_ok" });
  } else if (body.type === "read") {
    reply({ type: "read_ok", messages: [...messages] });
  } else if (body.type === "broadcast") {
    if (body.msg_id !== undefined) reply({ type: "broadcast_ok" });
    if (messages.has(body.message)) return;
    messages.add(body.message);
    for (const neighbour of neighbours) {
      if (neighbour !== src) send(neighbour, { type: "broadcast", message: body.message });
    }
  }
});
