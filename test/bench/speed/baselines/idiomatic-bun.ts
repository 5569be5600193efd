/** The relay node as one writes it for Bun who has read its guides: the console iterator, console.log. */

export interface Body {
  type: string;
  msg_id?: number;
  [key: string]: unknown;
}

let id = "";
let neighbours: string[] = [];
const messages: Set<unknown> = new Set();

function send(dest: string, body: object): void {
  console.log(JSON.stringify({ src: id, dest, body }));
}

for await (const line of console) {
  if (line === "") continue;
  const { src, body }: { src: string; body: Body } = JSON.parse(line);
  const reply = (answer: object): void => send(src, { ...answer, in_reply_to: body.msg_id });
  if (body.type === "init") {
    id = String(body["node_id"]);
    reply({ type: "init_ok" });
  } else if (body.type === "topology") {
    neighbours = (body["topology"] as Record<string, string[]>)[id] ?? [];
    reply({ type: "topology_ok" });
  } else if (body.type === "read") {
    reply({ type: "read_ok", messages: [...messages] });
  } else if (body.type === "broadcast") {
    if (body.msg_id !== undefined) reply({ type: "broadcast_ok" });
    if (messages.has(body["message"])) continue;
    messages.add(body["message"]);
    for (const neighbour of neighbours) {
      if (neighbour !== src) send(neighbour, { type: "broadcast", message: body["message"] });
    }
  }
}
