/** How the constants relate: whoever changes one learns here which others depend on it. */

import { describe, expect, test } from "bun:test";
import { WAIT_FOR_TOPOLOGY_MS } from "../../src/broadcast/neighbours.ts";
import { SLEEP_MS } from "../../src/broadcast/replication/alarm.ts";
import { RETURN_MS } from "../../src/broadcast/replication/exchange.ts";
import { AHEAD_AT_MOST, TEXT_AT_MOST } from "../../src/broadcast/replication/journal.ts";
import {
  COMPARE_AT_MOST_MS,
  COMPARE_MS,
  COMPARE_ORIGIN_MS,
} from "../../src/broadcast/replication/link.ts";
import { PATIENCE_MS, RETRY_AT_MOST_MS } from "../../src/broadcast/replication/outgoing.ts";
import { SLACK_MS } from "../../src/broadcast/replication/round-trips.ts";
import { REPEAT_VALUES_AT_MOST } from "../../src/broadcast/replication/sender.ts";
import { COUNTS_AT_MOST, VALUES_AT_MOST } from "../../src/broadcast/replication/wire.ts";
import * as direct from "../../src/broadcast/strategies/direct.ts";
import { FANOUT_BEYOND, STAR_NODES_AT_MOST } from "../../src/broadcast/tree/layout.ts";
import { BEAT_MS, LONG_BEAT_MS, OFTEN_MS } from "../../src/broadcast/tree/quiet.ts";
import { ASKED, LOWEST } from "../../src/broadcast/tree/search.ts";
import { VALUE_LENGTH_AT_MOST, VALUE_LEVELS_AT_MOST } from "../../src/broadcast/values.ts";
import { LEVELS_AT_MOST } from "../../src/node/nesting.ts";
import { LINE_BYTES_AT_MOST } from "../../src/node/stdio/lines.ts";
import * as tree from "../../src/broadcast/tree/tree.ts";
import { STEADY_MS } from "../../src/broadcast/tree/watch.ts";
import { ASK_MS, DEAF_MS, LONG_ASK_MS } from "../../src/broadcast/tree/way-home.ts";
import { WINDOW_AT_MOST_MS } from "../../src/broadcast/tree/window.ts";

/** What a real Maelstrom waits between the end of the load and the final reads. */
const RECOVERY_MS = 10_000;

/** A character takes at most three bytes, or two if it is escaped in a string. */
const BYTES_PER_CHARACTER = 3;

/** What surrounds a value or a count in a message if each is of another node with a name of 50 bytes. */
const FRAME_BYTES = 110;

/** Each chain is in ascending order. */
const CHAINS = {
  "an acknowledgement finds a push to travel with": [WINDOW_AT_MOST_MS, tree.ACK_DELAY_MS],
  "a link that only acknowledges is not silent": [tree.ACK_DELAY_MS, RETURN_MS],
  "retries become rarer while there is patience, and then rarer still": [
    tree.RETRY_MS,
    direct.RETRY_MS,
    RETRY_AT_MOST_MS,
    PATIENCE_MS,
  ],
  "a busy machine is not asleep": [SLACK_MS, SLEEP_MS],
  "windows make a rhythm, beats do not": [WINDOW_AT_MOST_MS, STEADY_MS, BEAT_MS],
  "a restarted node hears a beat before the final reads": [BEAT_MS, RECOVERY_MS],
  "a comparison of many origins comes more rarely": [
    COMPARE_ORIGIN_MS,
    COMPARE_MS,
    COMPARE_AT_MOST_MS,
  ],
  "beats become rarer": [BEAT_MS, LONG_BEAT_MS, OFTEN_MS],
  "the strategies of the chapter stop waiting for a topology first": [
    WAIT_FOR_TOPOLOGY_MS,
    tree.REFILL_MS,
  ],
  "home is asked again before the next question": [DEAF_MS, ASK_MS, LONG_ASK_MS],
  "the lowest names leave room for others": [LOWEST, ASKED],
  "what is repeated fits in a message": [REPEAT_VALUES_AT_MOST, VALUES_AT_MOST],
  "a message may lie beyond a gap": [VALUES_AT_MOST, AHEAD_AT_MOST],
  "a push or a digest fits in a line": [
    BYTES_PER_CHARACTER * (TEXT_AT_MOST + VALUE_LENGTH_AT_MOST) +
      FRAME_BYTES * (VALUES_AT_MOST + COUNTS_AT_MOST / 2),
    LINE_BYTES_AT_MOST,
  ],
  "a line with a value that was read is not nested too deeply": [
    VALUE_LEVELS_AT_MOST,
    LEVELS_AT_MOST,
  ],
  "digests become rarer when there is no news": [direct.DIGEST_MS, direct.QUIET_MS],
  "a node of a tree has fewer children than the hub of a star": [FANOUT_BEYOND, STAR_NODES_AT_MOST],
};

describe("constants", () => {
  test.each(Object.entries(CHAINS))("%s", (_, chain) => {
    expect(chain).toEqual(chain.toSorted((one, other) => one - other));
    expect(new Set(chain).size).toBe(chain.length);
  });
});
