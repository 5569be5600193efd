import { expect, test } from "bun:test";
import { Layout } from "../../../src/broadcast/tree/layout.ts";
import { WayHome } from "../../../src/broadcast/tree/way-home.ts";
import { Member } from "./member.ts";

const NAMES = ["n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8"];

function wayHome(): WayHome {
  return new WayHome(new Member("n3", NAMES).node, new Layout(NAMES));
}

/** The pauses between questions, and whom they go to. */
function ask(way: WayHome, count: number): { pauses: number[]; names: string[] } {
  const pauses: number[] = [];
  const names: string[] = [];
  for (let question = 0; question < count; question++) {
    const nowMs = way.dueMs;
    names.push(way.next("n1", nowMs));
    pauses.push(way.dueMs - nowMs);
  }
  return { pauses, names };
}

test("a node at home asks nothing", () => {
  const way = wayHome();
  expect(way.dueMs).toBe(Infinity);
  way.begin(0);
  way.end();
  expect(way.dueMs).toBe(Infinity);
});

test("it asks about once a second, and after half a minute about every eight", () => {
  const way = wayHome();
  way.begin(0);
  const { pauses } = ask(way, 60);
  const short = pauses.slice(0, 29);
  const long = pauses.slice(29);
  expect(Math.min(...short)).toBeGreaterThanOrEqual(750);
  expect(Math.max(...short)).toBeLessThan(1250);
  expect(Math.min(...long)).toBeGreaterThanOrEqual(6000);
  expect(Math.max(...long)).toBeLessThan(10_000);
});

test("another parent does not make it ask often again, but the loss of one does", () => {
  const way = wayHome();
  way.begin(0);
  ask(way, 40);
  way.stayAway(way.dueMs);
  expect(ask(way, 1).pauses[0]).toBeGreaterThanOrEqual(6000);
  way.begin(way.dueMs);
  expect(ask(way, 1).pauses[0]).toBeLessThan(1250);
});

test("all questions go home but every fourth, which goes to another node at random", () => {
  const way = wayHome();
  way.begin(0);
  const { names } = ask(way, 400);
  const others = names.filter((_, place) => place % 4 === 3);
  const rest = names.filter((_, place) => place % 4 !== 3);
  expect(new Set(rest)).toEqual(new Set(["n1"]));
  expect(new Set(others)).toEqual(new Set(NAMES.filter((name) => name !== "n3")));
});

test("a home that did not answer is not joined for a quarter of a second", () => {
  const way = wayHome();
  expect(way.isOpen(0)).toBe(true);
  way.homeIsDeaf(1000);
  expect([way.isOpen(1249), way.isOpen(1250)]).toEqual([false, true]);
});
