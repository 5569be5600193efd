/**
 * A node whose handlers do what handlers should not, for host.test.ts. With an argument its clock jumps
 * with the file of that name.
 */

import { Node, StdioHost } from "../../../src/index.ts";
import { jumpBy } from "./jumping-clock.ts";

const [, , jump] = process.argv;
if (jump !== undefined) jumpBy(jump);

const host = new StdioHost("error");
const node = new Node(host);

node.on("soon", async (request) => {
  await Promise.resolve();
  node.reply(request, { type: "soon_ok" });
});

node.on("later", async (request) => {
  await Bun.sleep(5);
  node.reply(request, { type: "later_ok" });
});

node.on("reject", () => {
  void Promise.reject(new Error("nobody listens"));
});

node.on("throw", () => {
  setTimeout(() => {
    throw new Error("in a timer of its own");
  }, 0);
});

await host.run(() => node);
