/**
 * Whatever a node believes of another may be wrong. Here messages of a link get lost, and then a
 * belief about it is made wrong, so that neither side knows of the loss: within a minute of ordinary
 * traffic all nodes have everything again.
 */

import { expect, test } from "bun:test";
import { nodeNames } from "../../../src/bench/options.ts";
import { type Figures, simulate } from "../../../src/bench/virtual.ts";
import { BroadcastServer } from "../../../src/broadcast/server.ts";
import { Tree } from "../../../src/broadcast/tree/tree.ts";
import { type Guest, type Host } from "../../../src/node/host.ts";
import { parseMessage } from "../../../src/node/message.ts";
import { Node } from "../../../src/node/node.ts";
import { type Mistake, MISTAKES } from "../../support/mistakes.ts";

const NAMES = nodeNames(5);
const [HUB = "", , CHILD = ""] = NAMES;

/** The hub and its child do not hear each other for a moment, and then one is mistaken. */
const DEAF_FROM_MS = 8600;
const DEAF_TO_MS = 9000;
const MINUTE_MS = 60_000;

/** Those that any cluster can make, and some that need the names or the values of this one. */
const ALL_MISTAKES: Readonly<Record<string, Mistake>> = {
  ...MISTAKES,
  "the other side's path goes nowhere": ({ link }) => {
    link.path = [link.name, "n4", "n3"];
  },
};

/** A tree of five whose node `at` is mistaken about another once, from when on both hear each other. */
async function simulateMistake(at: string, about: string, mistake: Mistake): Promise<Figures> {
  let wasMade = false;
  const makeGuest = (host: Host): Guest => {
    const node = new Node(host);
    let tree: Tree | undefined;
    new BroadcastServer(node, (context) => (tree = new Tree(context, {})));
    const isDeafTo = (src: string): boolean =>
      (node.id === at && src === about) || (node.id === about && src === at);
    return {
      receive(line) {
        const now = host.now();
        if (now >= DEAF_FROM_MS && now < DEAF_TO_MS && isDeafTo(parseMessage(line).src)) return;
        if (now >= DEAF_TO_MS && !wasMade && tree !== undefined && node.id === at) {
          wasMade = true;
          mistake({ link: tree.sender.links.to(about), sender: tree.sender, nowMs: now });
        }
        node.receive(line);
      },
      wake: () => node.wake(),
    };
  };
  const figures = await simulate(
    {
      nodes: NAMES,
      concurrency: NAMES.length,
      latencyMs: 50,
      rate: 20,
      timeLimitSeconds: (DEAF_TO_MS + MINUTE_MS) / 1000,
      recoverySeconds: 2,
      seed: 1,
    },
    makeGuest,
  );
  expect(wasMade).toBe(true);
  return figures;
}

test.each(Object.entries(ALL_MISTAKES))("all agree within a minute if %s", async (_, mistake) => {
  for (const [at, about] of [
    [HUB, CHILD],
    [CHILD, HUB],
  ] as const) {
    const { lost, neverRead, max } = await simulateMistake(at, about, mistake);
    expect(lost + neverRead).toBe(0);
    expect(max).toBeLessThanOrEqual(MINUTE_MS);
  }
});
