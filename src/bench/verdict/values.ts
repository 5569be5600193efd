/**
 * The verdict on a workload whose clients add values to a set, and read all of it: Maelstrom's
 * set-full, and what that misses.
 */

import { keyOf, type Edn } from "../edn.ts";
import { extrasToEdn, judgeExtras, type Extras } from "./extras.ts";
import { readingsOf } from "./readings.ts";
import { judgeSetFull, setFullToEdn, type SetFullVerdict } from "./set-full.ts";
import { count, ranges } from "./texts.ts";
import { timelinesOf } from "./timelines.ts";
import { mergeValidity } from "./validity.ts";
import {
  type ValuesVerdict,
  type Words,
  type WorkloadInput,
  type WorkloadVerdict,
} from "./workload-verdict.ts";

/** `addName` is the operation that adds a value. */
export function judgeValues(input: WorkloadInput, addName: string): WorkloadVerdict {
  const { history, assignment, isDurable } = input;
  const readings = readingsOf(history, addName, assignment);
  const timelines = timelinesOf(history, readings);
  const given = new Set(input.lostWithNode.map(keyOf));
  const isLostWithNode = (element: Edn): boolean => given.has(keyOf(element));
  const isExcused = (element: Edn): boolean => !isDurable && isLostWithNode(element);
  const elements = judgeSetFull(history, readings, timelines, isExcused);
  const lostWithNode = elements.lost.filter(isLostWithNode);
  const extras = judgeExtras({ ...input, readings, timelines, lostWithNode });
  return {
    validity: mergeValidity([elements.validity, extras.validity]),
    // Maelstrom excuses no loss, not even of a value that only killed nodes had.
    maelstromValidity: elements.lost.length > 0 ? false : elements.validity,
    words: wordsOn({ elements, extras }),
    values: { elements, extras },
    toResults: () => ({
      workload: setFullToEdn(elements),
      eddy: extrasToEdn(extras, history, assignment.nodes !== undefined),
    }),
  };
}

function wordsOn({ elements, extras }: ValuesVerdict): Words {
  const rules = extras.missing.length > 0 ? " by Maelstrom's rules" : "";
  const unread = elements.neverReadCount === 0 ? "" : `; ${elements.neverReadCount} never read`;
  return {
    headline: `Valid${rules}: none of ${count(elements.attemptCount, "value")} was lost${unread}.`,
    unknown: "no value became stable, so there is nothing to judge by.",
    stricter: whyItMatters(extras),
    faults: faultsIn(elements, extras),
  };
}

/** Of what weighs most. */
function whyItMatters({ phantoms, duplicates }: Extras): string {
  if (phantoms.length > 0) return "clients read values before anybody had broadcast them";
  if (duplicates.length > 0) {
    return "a read must show each value once, or a client that counts them counts wrong";
  }
  return "a client that read a value from a node did not find it there again";
}

function faultsIn(elements: SetFullVerdict, extras: Extras): string[] {
  const { lostCount, unexcused, attemptCount } = elements;
  const { phantoms, duplicates, vanished } = extras;
  const faults: string[] = [];
  if (lostCount > 0) {
    const lost = ranges(unexcused.map(({ element }) => element));
    faults.push(
      `${lostCount} of ${count(attemptCount, "value")} lost, acknowledged or seen but missing in the last reads: ${lost}`,
    );
  }
  if (phantoms.length > 0) {
    faults.push(
      `${count(phantoms.length, "value")} read that nobody broadcast: ${ranges(phantoms)}`,
    );
  }
  if (duplicates.length > 0) {
    faults.push(`${count(duplicates.length, "value")} more than once within one read`);
  }
  if (vanished.length > 0) {
    faults.push(
      `${count(vanished.length, "time")} a value vanished from a node that had shown it (:eddy :vanished has examples)`,
    );
  }
  return faults;
}
