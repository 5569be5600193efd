/** Properties of a whole node: what comes in is stored as it was written, whatever comes between. */

import { expect, test } from "bun:test";
import fc from "fast-check";
import { BroadcastServer } from "../../src/broadcast/server.ts";
import { flood } from "../../src/broadcast/strategies/flood.ts";
import { Node } from "../../src/node/node.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { init, line, topology } from "../support/messages.ts";

function started(): { host: MemoryHost; node: Node } {
  const host = new MemoryHost("error");
  const node = new Node(host);
  new BroadcastServer(node, flood);
  node.receive(init(["n1", "n2"]));
  node.receive(topology(["n2"]));
  host.lines.length = 0;
  return { host, node };
}

const space = fc.constantFrom("", " ", "\t", "  ");

/** A broadcast with its keys in any order, white space anywhere, and keys that mean nothing. */
const spelling = fc.record({ space, order: fc.boolean(), extra: fc.option(fc.json()) });

test("any JSON value survives broadcast and read, and goes on as it was written", () => {
  fc.assert(
    fc.property(fc.json(), spelling, (value, { space: gap, order, extra }) => {
      const { host, node } = started();
      const members = [`"message"${gap}:${gap}${value}`, `"type":${gap}"broadcast"`];
      if (order) members.reverse();
      if (extra !== null) members.push(`"x":${extra}`);
      const body = `{${members.join(`${gap},${gap}`)}${gap}}`;
      node.receive(`{"body":${body},"src":"c1","dest":"n1"}`);
      node.receive(line("c1", { type: "read", msg_id: 1 }));
      expect(host.lines).toEqual([
        `{"src":"n1","dest":"n2","body":{"type":"broadcast","message":${value}}}`,
        `{"src":"n1","dest":"c1","body":{"type":"read_ok","messages":[${value}],"in_reply_to":1}}`,
      ]);
    }),
  );
});

test("arbitrary garbage between valid lines never stops the node or reaches the output", () => {
  const garbage = fc.oneof(fc.string({ unit: "binary" }), fc.json());
  fc.assert(
    fc.property(fc.array(garbage), (lines) => {
      const { host, node } = started();
      for (const [index, each] of lines.entries()) {
        node.receive(each);
        node.receive(line("n2", { type: "broadcast", message: index, msg_id: index }));
      }
      const answers = lines.flatMap((_, index) => [
        `{"src":"n1","dest":"n2","body":{"type":"broadcast_ok","in_reply_to":${index}}}`,
        `{"src":"n1","dest":"n2","body":{"type":"broadcast","message":${index}}}`,
      ]);
      expect(host.lines).toEqual(answers);
    }),
  );
});
