/** A run in virtual time as the viewer's model gets it, fed from memory. */

import { SERVED_WORKLOADS } from "../../src/broadcast/server.ts";
import { judge } from "../../src/bench/verdict/verdict.ts";
import { toHistory } from "../../src/bench/history.ts";
import { completeOptions, type TestOptions } from "../../src/bench/options.ts";
import { accountOf } from "../../src/bench/terminal/summary.ts";
import { runVirtual } from "../../src/bench/virtual.ts";
import { type NetworkEvent } from "../../src/view/model/events.ts";
import { typeName } from "../../src/view/model/events.ts";
import { type RunRecord } from "../../src/view/model/record.ts";
import { makeRun, type Run } from "../../src/view/model/run.ts";
import { recordOf } from "../../src/view/record/record.ts";
import { guestOf } from "../bench/guests.ts";

export interface Recorded {
  readonly record: RunRecord;
  readonly events: readonly NetworkEvent[];
  readonly run: Run;
}

export async function recordRun(
  given: Partial<TestOptions>,
  strategy: Parameters<typeof guestOf>[0],
): Promise<Recorded> {
  const options = completeOptions(given);
  const events: NetworkEvent[] = [];
  const served = SERVED_WORKLOADS.find((workload) => workload === options.workload);
  const outcome = await runVirtual(options, guestOf(strategy, served), {
    observer: {
      network(event, { id, src, dest, content, body }, timeMs) {
        const type = typeName(content["type"]);
        events.push({ timeMs, event, id, src, dest, type, body: content, text: body });
      },
    },
  });
  const history = toHistory(outcome.history);
  const { nodes, workload } = options;
  const verdict = judge(history, { workload, net: outcome.net, nodes });
  const record = recordOf({
    name: "a run",
    history,
    nodes,
    verdict,
    account: accountOf({ verdict, nodeCount: nodes.length }),
  });
  const run = makeRun(record, (sink) => {
    for (const event of events) sink.note(event);
  });
  return { record, events, run };
}
