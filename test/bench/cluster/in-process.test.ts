import { describe, expect, test } from "bun:test";
import { type Delays, NO_DELAYS } from "../../../src/bench/time/jitter.ts";
import { InProcessCluster, type MakeGuest } from "../../../src/bench/cluster/in-process.ts";
import { VirtualClock } from "../../../src/bench/time/virtual-clock.ts";
import { type Guest, type Host, type LogLevel } from "../../../src/node/host.ts";

/** A cluster whose guests note what they get, and do what `script` says. */
class Site {
  readonly clock: VirtualClock = new VirtualClock();
  readonly events: string[] = [];
  readonly hosts: Host[] = [];
  readonly cluster: InProcessCluster;

  constructor(script: (host: Host, line: string) => void = () => {}, delays: Partial<Delays> = {}) {
    const makeGuest: MakeGuest = (host): Guest => {
      this.hosts.push(host);
      return {
        receive: (line) => {
          this.note(`received ${line}`);
          script(host, line);
        },
        wake: () => this.note("woke"),
      };
    };
    const log = (name: string, level: LogLevel, text: string): void => {
      this.note(`${name} logged ${level} ${text}`);
    };
    const observer = {
      wrote: (name: string, line: string) => {
        this.note(`${name} wrote ${line}`);
        return true;
      },
      ended: () => expect.unreachable(),
      violated: (name: string, what: string) => this.note(`${name} violated ${what}`),
    };
    const options = {
      seed: 1,
      logLevel: "info",
      delays: { ...NO_DELAYS, ...delays },
      log,
    } as const;
    this.cluster = new InProcessCluster(this.clock, observer, makeGuest, options);
    this.cluster.start("n1");
  }

  note(event: string): void {
    this.events.push(`${this.clock.now()} ${event}`);
  }

  run(): readonly string[] {
    while (this.clock.step());
    return this.events;
  }
}

describe("a simulated node", () => {
  test("gets its input at once, and is heard at once", () => {
    const site = new Site((host, line) => host.write(`answer to ${line}`));
    site.cluster.write("n1", "a");
    expect(site.events).toEqual(["0 received a", "0 n1 wrote answer to a"]);
  });

  test("writes bytes as they are at that moment", () => {
    const bytes = new TextEncoder().encode("é,2");
    const site = new Site((host) => {
      host.writeAround("[", bytes, "]");
      bytes.fill(0);
    });
    site.cluster.write("n1", "a");
    expect(site.events.at(-1)).toBe("0 n1 wrote [é,2]");
  });

  test("wakes when it asked for it last", () => {
    const site = new Site();
    const [host] = site.hosts;
    host?.wakeAt(10);
    host?.wakeAt(30);
    expect(site.run()).toEqual(["30 woke"]);
    host?.wakeAt(40);
    host?.wakeAt(Infinity);
    expect(site.run()).toEqual(["30 woke"]);
  });

  test("logs up to its level", () => {
    const site = new Site();
    site.hosts[0]?.log("info", "hello");
    site.hosts[0]?.log("debug", "details");
    expect(site.events).toEqual(["0 n1 logged info hello"]);
  });

  test("reads nothing while it is paused, and goes on with its input, then its timers", () => {
    const site = new Site();
    site.hosts[0]?.wakeAt(10);
    site.cluster.pause("n1");
    site.cluster.write("n1", "a");
    site.cluster.write("n1", "b");
    site.clock.at(50, () => site.cluster.resume("n1"));
    expect(site.run()).toEqual(["50 received a", "50 received b", "50 woke"]);
  });

  test("is gone when it is killed: nothing reaches it or is heard of it", () => {
    const site = new Site();
    site.hosts[0]?.wakeAt(10);
    site.cluster.kill("n1");
    site.cluster.write("n1", "a");
    site.hosts[0]?.write("too late");
    site.hosts[0]?.wakeAt(20);
    expect(site.run()).toEqual([]);
  });

  test("is another one after a restart, with other random numbers", () => {
    const site = new Site();
    const first = site.hosts[0]?.random();
    site.cluster.start("n1");
    expect(site.hosts.length).toBe(2);
    expect(site.hosts[1]?.random()).not.toBe(first);
  });

  test("waits for its core, then reads all that has come and runs its timers", () => {
    const site = new Site(() => {}, { turnMs: () => 5 });
    site.hosts[0]?.wakeAt(14);
    for (const line of ["a", "b"]) site.cluster.write("n1", line);
    site.clock.at(7, () => site.cluster.write("n1", "c"));
    site.clock.at(13, () => site.cluster.write("n1", "d"));
    expect(site.run()).toEqual([
      "5 received a",
      "5 received b",
      "12 received c",
      "18 received d",
      "18 woke",
    ]);
  });

  test("keeps its core busy for each line that it read", () => {
    const site = new Site(() => {}, { lineMs: 2 });
    for (const line of ["a", "b", "c"]) site.cluster.write("n1", line);
    site.clock.at(5, () => site.cluster.write("n1", "d"));
    expect(site.run()).toEqual(["0 received a", "2 received b", "2 received c", "6 received d"]);
  });

  test("loses its turn when it is paused meanwhile, and asks for another when it goes on", () => {
    const site = new Site(() => {}, { turnMs: () => 5 });
    site.cluster.write("n1", "a");
    site.clock.at(3, () => site.cluster.pause("n1"));
    site.clock.at(20, () => site.cluster.resume("n1"));
    expect(site.run()).toEqual(["25 received a"]);
  });
});

describe("simulated nodes", () => {
  test("that share a core wait for each other, others do not", () => {
    const read: string[] = [];
    const site = new Site((_, line) => read.push(`${site.clock.now()} ${line}`), {
      turnMs: () => 5,
      nodesACore: 2,
    });
    for (const name of ["n2", "n3"]) site.cluster.start(name);
    for (const name of ["n1", "n2", "n3"]) site.cluster.write(name, name);
    site.run();
    expect(read).toEqual(["5 n1", "5 n3", "10 n2"]);
  });

  test("never interrupt each other, though what they write arrives at the same instant", () => {
    const site = new Site((host, line) => {
      if (line !== "a") return;
      site.cluster.write("n1", "b");
      host.write("done with a");
    });
    site.cluster.write("n1", "a");
    expect(site.events).toEqual(["0 received a", "0 n1 wrote done with a", "0 received b"]);
  });

  test("break a rule when they would talk for ever within one instant, and do no more", () => {
    const site = new Site((_, line) => site.cluster.write("n1", line));
    site.clock.at(7, () => site.cluster.write("n1", "a"));
    const { length, [length - 1]: last } = site.run();
    expect(length).toBe(50_001);
    expect(last).toStartWith(
      "7 n1 violated Stopped at 7 ms of virtual time: the nodes sent 50000 messages to each " +
        "other in that one instant, and would never stop.",
    );
    site.cluster.write("n1", "b");
    expect(site.events.length).toBe(50_001);
  });

  test("may have any number of things to do, but in one instant no more than their number allows", () => {
    const site = new Site();
    site.cluster.start("n2");
    const write = (count: number): void => {
      for (let line = 0; line < count; line++) site.cluster.write("n1", "a");
    };
    for (const timeMs of [1, 2]) site.clock.at(timeMs, () => write(100_000));
    expect(site.run().length).toBe(200_000);
    site.clock.at(3, () => write(100_001));
    expect(site.run().length).toBe(300_001);
  });

  test("break a rule when they leave more unread than anybody could", () => {
    const site = new Site();
    site.cluster.pause("n1");
    const write = (count: number): void => {
      for (let line = 0; line < count; line++) site.cluster.write("n1", "a");
    };
    for (let timeMs = 1; timeMs <= 40; timeMs++) site.clock.at(timeMs, () => write(25_000));
    expect(site.run()).toEqual([]);
    site.clock.at(41, () => write(1));
    expect(site.run()).toEqual([
      "41 n1 violated 1000000 lines wait for node n1: the others send more than it can read.",
    ]);
  });
});
