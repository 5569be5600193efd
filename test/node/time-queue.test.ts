import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { Heap } from "../../../src/bench/network/heap.ts";

test("a heap gives what is left in order, however pushes and pops alternate", () => {
  // A number is pushed, null pops.
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(20))), (steps) => {
      const heap = new Heap<number>((one, other) => one < other);
      const model: number[] = [];
      for (const step of steps) {
        if (step === null) {
          model.sort((one, other) => one - other);
          expect(heap.pop()).toBe(model.shift());
        } else {
          heap.push(step);
          model.push(step);
        }
        expect(heap.size).toBe(model.length);
      }
    }),
  );
});
