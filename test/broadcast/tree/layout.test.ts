import { expect, test } from "bun:test";
import { Layout } from "../../../src/broadcast/tree/layout.ts";

function names(count: number): string[] {
  return Array.from({ length: count }, (_, rank) => `n${rank}`);
}

test("up to 64 nodes the tree is a star", () => {
  const layout = new Layout(names(64));
  expect(layout.childrenOf("n0")).toEqual(names(64).slice(1));
  expect(layout.pathOf("n63")).toEqual(["n63", "n0"]);
});

test("beyond 64 each node has 32 children", () => {
  const layout = new Layout(names(65));
  expect(layout.childrenOf("n0")).toEqual(names(33).slice(1));
  expect(layout.pathOf("n32")).toEqual(["n32", "n0"]);
  expect(layout.pathOf("n33")).toEqual(["n33", "n1", "n0"]);
});

test("a stranger has no place: it does not become the root", () => {
  const layout = new Layout(names(3));
  expect(() => layout.placeOf("n7")).toThrow("n7 has no place in the tree: it is no node");
  expect(() => layout.homeOf("n7")).toThrow();
  expect(() => layout.childrenOf("n7")).toThrow();
});
