import { expect, test } from "bun:test";
import { nodeNames } from "../../../src/bench/options.ts";
import { Layout, Layouts } from "../../../src/broadcast/tree/layout.ts";

test("up to 64 nodes are a star, whose hub may have all others for children", () => {
  const layout = new Layout(nodeNames(64));
  expect(layout.childrenOf("n0")).toEqual(nodeNames(64).slice(1));
  expect(layout.pathOf("n63")).toEqual(["n63", "n0"]);
  expect(layout.fanout).toBe(64);
});

test("more nodes are a tree of fanout 32", () => {
  const layout = new Layout(nodeNames(65));
  expect(layout.fanout).toBe(32);
  expect(layout.childrenOf("n0")).toEqual(nodeNames(33).slice(1));
  expect(layout.childrenOf("n1")).toEqual(nodeNames(65).slice(33));
  expect(layout.pathOf("n64")).toEqual(["n64", "n1", "n0"]);
});

test("a fanout may be given", () => {
  const layout = new Layout(nodeNames(7), 2);
  expect(layout.childrenOf("n1")).toEqual(["n3", "n4"]);
  expect(["n0", "n1", "n6"].map((name) => layout.homeOf(name))).toEqual([undefined, "n0", "n2"]);
});

test("shorter names come first, so that n2 is before n10", () => {
  expect(new Layout(["n10", "n9", "n2"]).names).toEqual(["n2", "n9", "n10"]);
});

test("a stranger is no node of the tree, and an empty path has no root", () => {
  const layout = new Layout(["n1", "n2"]);
  expect(() => layout.rankOf("c1")).toThrow("Cannot rank c1: not a node of this cluster");
  expect(() => layout.rootRankOf([])).toThrow("Cannot rank the root of an empty path");
});

test("nodes of one process share a layout while their names and fanout are the same", () => {
  const layouts = new Layouts();
  const layout = layouts.layoutFor(nodeNames(3), undefined);
  expect(layouts.layoutFor(nodeNames(3), undefined)).toBe(layout);
  expect(layouts.layoutFor(nodeNames(3), 2).fanout).toBe(2);
  expect(layouts.layoutFor(nodeNames(4), 2).names).toEqual(nodeNames(4));
});
