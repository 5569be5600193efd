import { expect, test } from "bun:test";
import { envelope, Envelopes } from "../../src/node/envelopes.ts";
import { Names } from "../../src/node/names.ts";

const TO_N2 = '{"src":"n1","dest":"n2","body":';

test("an envelope is the beginning of a line, its names as JSON", () => {
  expect(envelope("n1", "n2")).toBe(TO_N2);
  expect(envelope('n"1', "c\n")).toBe('{"src":"n\\"1","dest":"c\\n","body":');
});

test("only names of the cluster have the envelope of a node", () => {
  const envelopes = new Envelopes("n1", new Names(["n1", "n2"]));
  expect(envelopes.toNode("n2")).toBe(TO_N2);
  expect(envelopes.toNode("c1")).toBeUndefined();
  envelopes.to("c1");
  expect(envelopes.toNode("c1")).toBeUndefined();
});

test("a node and any client can be answered, however many clients there are", () => {
  const envelopes = new Envelopes("n1", new Names(["n1", "n2"]));
  expect(envelopes.to("n2")).toBe(TO_N2);
  for (const round of [1, 2]) {
    for (let client = 0; client < 3000; client++) {
      expect(envelopes.to(`c${client}`), `round ${round}`).toBe(envelope("n1", `c${client}`));
    }
  }
  const long = "c".repeat(1000);
  expect(envelopes.to(long)).toBe(envelope("n1", long));
});
