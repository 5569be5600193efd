import { expect, test } from "bun:test";
import { Incoming } from "../../../src/broadcast/replication/incoming.ts";

test("a push that goes on where the last one ended moves the position", () => {
  const incoming = new Incoming();
  expect(incoming.receive(0, 3)).toBe(true);
  expect(incoming.receive(2, 5)).toBe(true);
  expect(incoming.position).toBe(5);
});

test("one that repeats what is here moves nothing", () => {
  const incoming = new Incoming();
  incoming.receive(0, 3);
  expect(incoming.receive(0, 2)).toBe(true);
  expect(incoming.position).toBe(3);
});

test("a gap is reported at the first time that was set, unless some of it has come", () => {
  const incoming = new Incoming();
  expect(incoming.receive(2, 5)).toBe(false);
  expect([incoming.position, incoming.gapLength]).toEqual([0, 5]);
  incoming.reportBy(30);
  incoming.reportBy(20);
  expect(incoming.reportAtMs).toBe(30);
  incoming.receive(0, 0);
  expect([incoming.gapLength, incoming.reportAtMs]).toEqual([5, 30]);
  incoming.receive(0, 1);
  expect([incoming.gapLength, incoming.reportAtMs]).toEqual([4, Infinity]);
});

test("pushes that overtook others need not come again", () => {
  const incoming = new Incoming();
  expect([incoming.receive(7, 9), incoming.receive(3, 5), incoming.receive(4, 7)]).toEqual([
    false,
    false,
    false,
  ]);
  expect(incoming.receive(0, 2)).toBe(true);
  expect([incoming.position, incoming.gapLength]).toEqual([2, 7]);
  expect(incoming.receive(2, 3)).toBe(true);
  expect([incoming.position, incoming.gapLength]).toEqual([9, 0]);
});

test("an acknowledgement is sent at the earliest time that was set", () => {
  const incoming = new Incoming();
  incoming.ackBy(30);
  incoming.ackBy(40);
  expect(incoming.ackAtMs).toBe(30);
  incoming.cancelAck();
  expect(incoming.ackAtMs).toBe(Infinity);
});

test("another incarnation has another journal: everything begins again", () => {
  const incoming = new Incoming();
  incoming.receive(0, 3);
  incoming.receive(5, 9);
  incoming.ackBy(30);
  incoming.reportBy(30);
  incoming.restart();
  const { position, gapLength, ackAtMs, reportAtMs } = incoming;
  expect([position, gapLength, ackAtMs, reportAtMs]).toEqual([0, 0, Infinity, Infinity]);
});
