/** The constants of different files that depend on each other. */

import { expect, test } from "bun:test";
import { RETURN_MS } from "../../../src/broadcast/replication/exchange.ts";
import { SLACK_MS, UNKNOWN_ROUND_TRIP_MS } from "../../../src/broadcast/replication/round-trips.ts";
import { REPEAT_VALUES_AT_MOST } from "../../../src/broadcast/replication/sender.ts";
import { VALUES_AT_MOST } from "../../../src/broadcast/replication/wire.ts";
import { LEASE_MS } from "../../../src/broadcast/tree/children.ts";
import { ASKED_AT_MOST, ASKED_FIRST, LOWEST } from "../../../src/broadcast/tree/search.ts";
import { ACK_DELAY_MS } from "../../../src/broadcast/tree/tree.ts";
import { WINDOW_AT_MOST_MS } from "../../../src/broadcast/tree/window.ts";

test("an acknowledgement that waits as long as it may comes before an adopted child is dropped", () => {
  expect(ACK_DELAY_MS + UNKNOWN_ROUND_TRIP_MS + SLACK_MS).toBeLessThan(LEASE_MS);
});

test("an acknowledgement can wait for the next window", () => {
  expect(WINDOW_AT_MOST_MS).toBeLessThan(ACK_DELAY_MS);
});

test("a link that waits with an acknowledgement does not count as silent", () => {
  expect(ACK_DELAY_MS).toBeLessThan(RETURN_MS);
});

test("what is repeated unasked fits in a message", () => {
  expect(REPEAT_VALUES_AT_MOST).toBeLessThanOrEqual(VALUES_AT_MOST);
});

test("an orphan asks home and some at random beside the lowest names", () => {
  expect(LOWEST + 1).toBeLessThan(ASKED_FIRST);
  expect(ASKED_FIRST).toBeLessThanOrEqual(ASKED_AT_MOST);
});
