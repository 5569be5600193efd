import { describe, expect, test } from "bun:test";
import { Network, type NetworkOptions } from "../../../src/bench/network/network.ts";
import { completeOptions, nodeNames } from "../../../src/bench/options.ts";
import { ServiceNodes } from "../../../src/bench/services/nodes.ts";
import { VirtualClock } from "../../../src/bench/time/virtual-clock.ts";
import { runVirtual } from "../../../src/bench/virtual.ts";
import { guestThat } from "../guests.ts";

/** A network of n1 and n2 and the services, which notes what becomes of each message. */
class Site {
  readonly clock: VirtualClock = new VirtualClock();
  readonly network: Network;
  readonly services: ServiceNodes;
  readonly events: string[] = [];

  constructor(options: Partial<NetworkOptions> = {}) {
    const given = { seed: 1, latencyMs: 100, latencyDistribution: "constant", ...options } as const;
    this.network = new Network(this.clock, given, (type, { src, dest, body }, timeMs) => {
      if (type !== "send") this.events.push(`${timeMs} ${type} ${src}>${dest} ${body}`);
    });
    this.services = new ServiceNodes(this.network, 1);
    for (const name of ["n1", "n2"]) this.network.add(name, () => {});
  }

  send(timeMs: number, source: string, service: string, body: string): void {
    this.clock.at(timeMs, () => {
      this.network.send(source, service, body, JSON.parse(body));
    });
  }

  run(): readonly string[] {
    while (this.clock.step());
    return this.events;
  }
}

const TS = '{"type":"ts","msg_id":1}';

describe("a service in the network", () => {
  test("is a server: its messages take the latency and count as those of servers", () => {
    const site = new Site();
    site.send(0, "n1", "lin-kv", '{"type":"write","key":"a","value":1.0,"msg_id":7}');
    site.send(50, "n2", "lin-kv", '{"type":"read","key":"a","msg_id":8}');
    expect(site.run()).toEqual([
      '100 recv n1>lin-kv {"type":"write","key":"a","value":1.0,"msg_id":7}',
      '150 recv n2>lin-kv {"type":"read","key":"a","msg_id":8}',
      '200 recv lin-kv>n1 {"type":"write_ok","in_reply_to":7}',
      '250 recv lin-kv>n2 {"type":"read_ok","value":1.0,"in_reply_to":8}',
    ]);
    expect(site.network.counts.servers).toEqual({ sent: 4, received: 4, messages: 4 });
    expect(site.network.counts.clients.sent).toBe(0);
  });

  test("does not answer what it does not know, and null to a request without an id", () => {
    const site = new Site({ latencyMs: 0 });
    site.send(0, "n1", "lin-tso", '{"type":"read","key":1,"msg_id":1}');
    site.send(1, "n1", "lin-tso", '{"type":"ts"}');
    expect(site.run()).toEqual([
      '0 recv n1>lin-tso {"type":"read","key":1,"msg_id":1}',
      '1 recv n1>lin-tso {"type":"ts"}',
      '1 recv lin-tso>n1 {"type":"ts_ok","ts":0,"in_reply_to":null}',
    ]);
  });

  test("loses messages and gets them twice as any other server", () => {
    const site = new Site();
    site.network.setDuplicates(1);
    site.send(0, "n1", "lin-tso", TS);
    site.clock.at(500, () => {
      site.network.setDuplicates(0);
      site.network.setLoss(1);
    });
    site.send(600, "n1", "lin-tso", TS);
    expect(site.run()).toEqual([
      `100 recv n1>lin-tso ${TS}`,
      `100 recv n1>lin-tso ${TS}`,
      '200 recv lin-tso>n1 {"type":"ts_ok","ts":0,"in_reply_to":1}',
      '200 recv lin-tso>n1 {"type":"ts_ok","ts":0,"in_reply_to":1}',
      '200 recv lin-tso>n1 {"type":"ts_ok","ts":1,"in_reply_to":1}',
      '200 recv lin-tso>n1 {"type":"ts_ok","ts":1,"in_reply_to":1}',
      `600 drop n1>lin-tso ${TS}`,
    ]);
  });

  test("has its answer to a killed node dropped", () => {
    const site = new Site();
    site.send(0, "n1", "lin-tso", TS);
    site.clock.at(150, () => site.network.kill("n1"));
    expect(site.run()).toEqual([
      `100 recv n1>lin-tso ${TS}`,
      '200 drop lin-tso>n1 {"type":"ts_ok","ts":0,"in_reply_to":1}',
    ]);
  });

  test("tells whose last read was stale", () => {
    const site = new Site({ latencyMs: 0 });
    for (let value = 1; value <= 30; value++) {
      site.send(
        value,
        "n1",
        "seq-kv",
        `{"type":"write","key":"a","value":${value},"msg_id":${value}}`,
      );
    }
    site.send(40, "n1", "seq-kv", '{"type":"read","key":"a","msg_id":40}');
    site.send(41, "n2", "seq-kv", '{"type":"read","key":"a","msg_id":41}');
    const value = Number(/"value":(\d+),"in_reply_to":41/u.exec(site.run().at(-1) ?? "")?.[1]);
    expect(site.services.staleReads).toEqual([
      { service: "seq-kv", node: "n2", key: "a", writesBehind: 30 - value },
    ]);
  });
});

test("no fault cuts a service off, or stops it", async () => {
  const asking = guestThat(({ message, host, pass }) => {
    if (message.body.type === "topology") {
      const body = { type: "ts", msg_id: 1 };
      host.write(JSON.stringify({ src: message.dest, dest: "lin-tso", body }));
    }
    if (message.src !== "lin-tso") {
      pass();
      return;
    }
    const body = { type: "ts", msg_id: Number(message.body.in_reply_to) + 1 };
    host.write(JSON.stringify({ src: message.dest, dest: "lin-tso", body }));
  });
  const dropped: string[] = [];
  const counts = new Map<string, number>();
  const options = completeOptions({
    nodes: nodeNames(3),
    faults: ["partition", "one-way"],
    scenario: [],
    nemesisIntervalSeconds: 1,
    timeLimitSeconds: 10,
    latencyMs: 50,
    rate: 10,
    seed: 5,
  });
  const outcome = await runVirtual(options, asking, {
    observer: {
      network(event, { src, dest }) {
        if (src === "lin-tso" && event === "recv") counts.set(dest, (counts.get(dest) ?? 0) + 1);
        if (event === "drop") dropped.push(`${src}>${dest}`);
      },
    },
  });
  expect(outcome.end).toBe("complete");
  expect(dropped.length).toBeGreaterThan(0);
  expect(dropped.filter((link) => link.includes("lin-tso"))).toEqual([]);
  // A request and its answer take 100 ms, and some time in the node.
  expect([...counts.values()].every((count) => count > 170)).toBeTrue();
});
