/** Leaves the run of a test as a page to look at, and as two pictures. */

import { join } from "node:path";
import { formatScenario } from "../../bench/faults/scenario.ts";
import { toHistory } from "../../bench/history.ts";
import { type Outcome } from "../../bench/run.ts";
import { type StoredRun } from "../../bench/store/stored-run.ts";
import { remarksOn } from "../../bench/terminal/remarks.ts";
import { type RecordInput } from "../../view/record/record.ts";
import { fail } from "../failure.ts";
import { limitsOf } from "../report.ts";
import { writeStandardPictures } from "../write-pictures.ts";
import { openPage, recordedIn, writeReport } from "../write-report.ts";
import { repetition, type OneTest } from "./one-test.ts";

/** `folder` is that of the results. A page that cannot be made is told of, and fails nothing. */
export function drawRun(
  { command, test }: OneTest,
  folder: string,
  outcome: Outcome,
  shown: Pick<RecordInput, "account"> & Partial<Pick<RecordInput, "verdict">>,
): void {
  const { challenge, opensReport } = command;
  const input = {
    ...shown,
    name: folder,
    settings: settingsOf({ command, test }),
    repeat: repetition(command, test.seed),
    history: toHistory(outcome.history),
    nodes: test.nodes,
    concurrency: test.concurrency,
    remarks: remarksOn(outcome),
    challenge: challenge && limitsOf(challenge.name),
  };
  try {
    const recorded = recordedIn(folder, input);
    const page = writeReport(recorded, join(folder, "report.html"));
    writeStandardPictures(recorded, folder);
    if (opensReport) openPage(page);
  } catch (error) {
    // The verdict stands without the page and the pictures.
    fail("test", error);
  }
}

/** What the test was asked to do, for the page. */
export function settingsOf({
  command,
  test,
}: Pick<OneTest, "command" | "test">): StoredRun["settings"] {
  const { nodes, rate, timeLimitSeconds, latencyMs, latencyDistribution, faults, scenario, seed } =
    test;
  return [
    ["node", command.bin ?? command.shellCommand ?? ["eddy", ...command.nodeArgs].join(" ")],
    ["nodes", `${nodes.length}, topology ${test.topology}`],
    ["load", `${rate} operations a second for ${timeLimitSeconds} s`],
    ["latency", `${latencyMs} ms, ${latencyDistribution}`],
    ["nemesis", faults.length === 0 ? "none" : faults.join(", ")],
    ["scenario", scenario.length === 0 ? "none" : formatScenario(scenario)],
    ["history", command.historyForm],
    ["time", command.isVirtual ? "virtual" : "real"],
    ["seed", `${seed}`],
  ];
}
