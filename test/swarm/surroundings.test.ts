/** That the surroundings are as rough as they say. */

import { describe, expect, test } from "bun:test";
import { type Host } from "../../src/node/host.ts";
import { MemoryHost } from "../../src/testing/memory-host.ts";
import { line } from "../support/messages.ts";
import { fromPayloads, payloadOf } from "./payloads.ts";
import { type Roughness, roughen } from "./surroundings.ts";

const SMOOTH: Roughness = { slowMs: new Map(), cuts: [], jumps: [], hasPayloads: false };

/** A guest n1 that notes what comes and when, by its own clock, and asks to be woken. */
function roughGuest(roughness: Partial<Roughness>): {
  readonly host: MemoryHost;
  readonly guest: { receive(line: string): void; wake(): void };
  readonly inner: Host;
  readonly seen: string[];
} {
  const host = new MemoryHost();
  const seen: string[] = [];
  const inners: Host[] = [];
  const guest = roughen(
    (inner) => {
      inners.push(inner);
      return {
        receive: (text) => seen.push(`${inner.now()}: ${JSON.parse(text).body.type}`),
        wake: () => seen.push(`${inner.now()}: wake`),
      };
    },
    { ...SMOOTH, ...roughness },
  )(host);
  const [inner] = inners;
  if (inner === undefined) throw new Error("No guest was made");
  return { host, guest, inner, seen };
}

describe("rough surroundings", () => {
  test("messages to and from slow nodes take longer, those of clients do not", () => {
    const { host, guest, seen } = roughGuest({ slowMs: new Map([["n2", 50]]) });
    guest.receive(line("n2", { type: "late" }));
    guest.receive(line("n3", { type: "soon" }));
    guest.receive(line("c1", { type: "client" }));
    host.pass(100, guest);
    expect(seen).toEqual(["0: soon", "0: client", "50: late"]);
  });

  test("a cut node hears nothing of the others while it is cut", () => {
    const cuts = [{ fromMs: 0, untilMs: 100, names: new Set(["n1"]), isOneWay: true }];
    const { host, guest, seen } = roughGuest({ cuts });
    guest.receive(line("n2", { type: "lost" }));
    host.pass(100, guest);
    guest.receive(line("n2", { type: "heard" }));
    expect(seen).toEqual(["100: heard"]);
  });

  test("after a jump of a node's clock what it waited for comes late", () => {
    const { host, guest, inner, seen } = roughGuest({
      jumps: [{ name: "n1", atMs: 10, byMs: 1000 }],
    });
    guest.receive(line("c1", { type: "client" }));
    inner.wakeAt(50);
    host.pass(100, guest);
    expect(seen).toEqual(["0: client", "1050: wake"]);
    inner.wakeAt(1150);
    host.pass(100, guest);
    expect(seen.at(-1)).toBe("1150: wake");
  });

  test("each integer has a value of some kind in its place, and is found again", () => {
    const texts = Array.from({ length: 16 }, (_, value) => payloadOf(value));
    expect(new Set(texts).size).toBe(16);
    expect(fromPayloads(texts.join())).toBe(Array.from({ length: 16 }, (_, value) => value).join());
    expect(fromPayloads('"unknown"')).toBe('"unknown"');
  });
});
