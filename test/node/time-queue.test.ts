import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { type Due, TimeQueue } from "../../src/node/time-queue.ts";

test("what is left comes in the order of time and sequence, whatever is added, taken or removed", () => {
  const step = fc.oneof(
    fc.record({ add: fc.nat(20) }),
    fc.constant("take" as const),
    fc.record({ remove: fc.nat() }),
  );
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const queue = new TimeQueue<Due>();
      let model: Due[] = [];
      for (const [sequence, step] of steps.entries()) {
        if (step === "take") {
          expect(queue.take()).toBe(model.shift());
        } else if ("add" in step) {
          const item = { timeMs: step.add, sequence, place: 0 };
          queue.add(item);
          model.push(item);
          model.sort((one, other) => one.timeMs - other.timeMs || one.sequence - other.sequence);
        } else {
          const item = model[step.remove % Math.max(1, model.length)];
          if (item === undefined) continue;
          queue.remove(item);
          queue.remove(item);
          model = model.filter((other) => other !== item);
        }
        expect([queue.size, queue.first]).toEqual([model.length, model[0]]);
      }
    }),
  );
});
