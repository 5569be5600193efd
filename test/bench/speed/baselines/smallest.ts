/** The smallest executable that answers a first message with the same means: what starting up costs. */

import { writeSync } from "node:fs";

for await (const _ of Bun.stdin.stream()) {
  writeSync(1, '{"src":"n1","dest":"c0","body":{"type":"init_ok","in_reply_to":1}}\n');
}
