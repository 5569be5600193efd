/** What nodes of all strategies hear from each other and from clients, to be mutated. */

import { simulate } from "../../src/bench/virtual.ts";
import { type StrategyName } from "../../src/broadcast/strategies/index.ts";
import { makeGuestOf } from "../../src/broadcast/make-guest.ts";
import { NAMES } from "./target.ts";

const RECORDED: readonly StrategyName[] = ["tree", "direct", "retry", "resend"];

/** Lines of all types that go over the wire, from runs with faults. */
export async function recordLines(): Promise<string[]> {
  const lines: string[] = [];
  for (const strategy of RECORDED) {
    const make = makeGuestOf({ strategy });
    await simulate(
      {
        nodes: NAMES,
        concurrency: NAMES.length,
        rate: 30,
        latencyMs: 20,
        timeLimitSeconds: 10,
        recoverySeconds: 5,
        faults: strategy === "tree" || strategy === "direct" ? ["kill", "loss"] : ["loss"],
        nemesisIntervalSeconds: 2,
        seed: 1,
      },
      (host) => {
        const node = make(host);
        return {
          receive(line) {
            lines.push(line);
            node.receive(line);
          },
          wake: () => node.wake(),
        };
      },
    );
  }
  return lines;
}
