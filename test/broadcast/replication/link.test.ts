import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Incoming } from "../../../src/broadcast/replication/incoming.ts";
import { Link } from "../../../src/broadcast/replication/link.ts";
import { Outgoing } from "../../../src/broadcast/replication/outgoing.ts";

const ME = 7;

function ack(
  position: number,
  heldMs = 0,
): { incarnation: number; position: number; heldMs: number } {
  return { incarnation: ME, position, heldMs };
}

describe("round trips", () => {
  test("a round trip is measured from the push, without the time for which the answer was held", () => {
    const outgoing = new Outgoing();
    outgoing.noteSent(3, 3, true, 1000);
    expect(outgoing.acknowledge(ack(3, 20), 1120)).toBe(100);
  });

  test("a push that was sent twice gives none: nobody knows which one was answered (Karn)", () => {
    const outgoing = new Outgoing();
    outgoing.noteSent(3, 3, true, 1000);
    outgoing.noteSent(3, 3, true, 1400);
    expect(outgoing.acknowledge(ack(3), 1500)).toBeUndefined();
  });

  test("a push that a digest repeated gives none", () => {
    const outgoing = new Outgoing();
    outgoing.noteSent(3, 3, true, 1000);
    outgoing.doubt();
    expect(outgoing.acknowledge(ack(3), 1500)).toBeUndefined();
  });

  test("the push after one that was sent twice gives one again", () => {
    const outgoing = new Outgoing();
    outgoing.noteSent(3, 3, true, 1000);
    outgoing.noteSent(3, 3, true, 1400);
    outgoing.noteSent(5, 5, true, 1450);
    expect(outgoing.acknowledge(ack(5), 1550)).toBe(100);
  });

  test("an acknowledgement of only a part of a push gives none", () => {
    const outgoing = new Outgoing();
    outgoing.noteSent(3, 3, true, 1000);
    expect(outgoing.acknowledge(ack(2), 1100)).toBeUndefined();
    expect(outgoing.unackedSinceMs).toBe(1000);
  });
});

describe("positions", () => {
  test("an acknowledgement counts no further than what was sent, and takes nothing back", () => {
    const outgoing = new Outgoing();
    outgoing.noteSent(3, 9, true, 0);
    outgoing.acknowledge(ack(Number.MAX_SAFE_INTEGER), 1);
    expect(outgoing.acked).toBe(3);
    outgoing.acknowledge(ack(1), 2);
    expect(outgoing.acked).toBe(3);
  });

  test("this node's own code cannot send beyond its journal", () => {
    const outgoing = new Outgoing();
    expect(() => outgoing.noteSent(4, 3, true, 0)).toThrow(
      "The positions of a link are out of order: base 0, acked 0, sent 4, end 3",
    );
  });

  test("whatever a peer claims, the positions stay in order", () => {
    const position = fc.nat({ max: 40 });
    const step = fc.oneof(
      fc.record({ kind: fc.constant("send" as const), at: position }),
      fc.record({ kind: fc.constant("ack" as const), at: fc.maxSafeNat() }),
      fc.record({ kind: fc.constant("ack" as const), at: position }),
      fc.record({ kind: fc.constant("cover" as const), at: position }),
      fc.record({ kind: fc.constant("forget" as const), at: position }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const outgoing = new Outgoing();
        let end = 0;
        for (const { kind, at } of steps) {
          end = Math.max(end, Math.min(at, 40));
          if (kind === "send") outgoing.noteSent(at, end, true, 0);
          else if (kind === "ack") outgoing.acknowledge(ack(at), 0);
          else if (kind === "cover") outgoing.cover(at, end, new Map());
          else outgoing.forget();
          const { base, acked, sent } = outgoing;
          expect([base, acked, sent, end].toSorted((one, other) => one - other)).toEqual([
            base,
            acked,
            sent,
            end,
          ]);
        }
      }),
    );
  });
});

describe("what comes in", () => {
  test("a push that begins beyond the position is a gap, and moves nothing", () => {
    const incoming = new Incoming();
    incoming.restart(ME, 0);
    expect(incoming.receive(0, 3, 10)).toBe(true);
    expect(incoming.receive(5, 8, 20)).toBe(false);
    expect([incoming.position, incoming.gapTo]).toEqual([3, 8]);
    expect(incoming.ack(40)).toEqual(ack(3, 30));
  });

  test("nothing is acknowledged to a node that was never heard", () => {
    expect(new Incoming().ack(0)).toBeUndefined();
  });

  test("a restart of the other side voids the positions of both journals", () => {
    const link = new Link("n1", 0, 0);
    expect(link.hear(ME, 0)).toBe(true);
    link.incoming.receive(0, 3, 10);
    link.noteSent(2, 2, true, 10);
    link.outgoing.acknowledge(ack(2), 20);
    expect(link.hear(ME + 1, 30)).toBe(false);
    expect([link.incoming.position, link.outgoing.acked, link.outgoing.sent]).toEqual([0, 0, 2]);
    expect(link.outgoing.known).toEqual(new Map());
  });
});
