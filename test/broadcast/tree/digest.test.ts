/** Digests count the origins of values, and no other nodes. */

import { expect, test } from "bun:test";
import { count, Member, push } from "./member.ts";

const SPEAKERS = 10;
const VALUES = 3;

/** Names of one length, so that lengths of messages can be compared. */
function names(count: number): string[] {
  return Array.from({ length: count }, (_, place) => `n${String(place).padStart(4, "0")}`);
}

/** What a leaf joins with that has values of the first ten nodes. */
function digestAmong(count: number): unknown {
  const [root = "", ...others] = names(count);
  const member = new Member(others[SPEAKERS] ?? "", [root, ...others]);
  const runs = [root, ...others].slice(0, SPEAKERS).map((name, place) => {
    const values = Array.from({ length: VALUES }, (_, index) => VALUES * place + index);
    return [name, 1000 + place, 0, values];
  });
  member.hear(root, push(0, SPEAKERS * VALUES, { path: [root], runs }));
  member.pass(120_000);
  member.said();
  member.hear(root, { type: "offer", path: [root] });
  const [[, digest] = []] = member.said();
  expect(digest).toMatchObject({ type: "digest" });
  return digest;
}

test("a digest of ten speaking nodes is as long among 1,000 nodes as among 25", () => {
  const small = digestAmong(25);
  expect(JSON.stringify(digestAmong(1000))).toHaveLength(JSON.stringify(small).length);
  expect(small).toMatchObject({
    counts: names(SPEAKERS).map((name, place) => count(name, 1000 + place, VALUES)),
  });
});
