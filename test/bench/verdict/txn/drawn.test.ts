import { expect, test } from "bun:test";
import { levelFailures, orderFailures, plantFailures } from "./drawn.ts";

test.each([
  ["forbid a level nothing that it allows", levelFailures],
  ["agree with a search of all orders of few transactions", orderFailures],
  ["find each anomaly that is planted", plantFailures],
] as const)("the checkers %s", (_, failuresOf) => {
  const failures = Array.from({ length: 120 }, (_, seed) =>
    failuresOf(seed).map((failure) => `seed ${seed}: ${failure}`),
  );
  expect(failures.flat()).toEqual([]);
});
