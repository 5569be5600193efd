import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { type ServiceName } from "../../../src/node/services.ts";
import { SERVICES, type Draw, type Service } from "../../../src/bench/services/services.ts";
import { answerOf, fits, parseBody, SequentialModel, step, type State } from "./models.ts";

/** A request to a service of a real Maelstrom, and its answer. */
interface Exchange {
  readonly run: string;
  readonly note: string;
  readonly service: ServiceName;
  readonly node: string;
  /** The texts of the bodies; no answer came within 0.7 s if there is none. */
  readonly request: string;
  readonly answer: string | null;
}

/** In the order in which the service answered. */
const RECORDED: readonly Exchange[] = new TextDecoder()
  .decode(
    Bun.zstdDecompressSync(
      readFileSync(`${import.meta.dir}/../../recorded/maelstrom/services.jsonl.zst`),
    ),
  )
  .trim()
  .split("\n")
  .map((line): Exchange => JSON.parse(line));

function make(name: ServiceName, draw: Draw = () => 0): Service {
  return SERVICES[name](draw);
}

/** The text of the answer as the service sends it, its keys in Maelstrom's order. */
function textOf(service: Service, { node, request }: Exchange): string | null {
  const body = parseBody(request);
  const answer = service(node, body);
  return answer ? JSON.stringify({ ...answer.body, in_reply_to: body["msg_id"] ?? null }) : null;
}

/** Python writes a blank after commas and colons, and 1e-07 for 1e-7: compared is what they say. */
function same(text: string | null): string | null {
  return text && JSON.stringify(parseBody(text.replaceAll("e-07", "e-7")));
}

describe("the recorded conversations with a real Maelstrom's services", () => {
  test.each([
    ["svc-lin", "lin-kv"],
    ["svc-seq", "seq-kv"],
    ["svc-tso", "lin-tso"],
  ] as const)("%s", (run, name) => {
    const exchanges = RECORDED.filter((exchange) => exchange.run === run);
    // One node sees its own writes, so nothing is left to chance.
    const service = make(name);
    const answers = exchanges.map((exchange) => [exchange.note, same(textOf(service, exchange))]);
    expect(answers).toEqual(exchanges.map(({ note, answer }) => [note, same(answer)]));
  });

  test("svc-stale-seq could have been drawn", () => {
    const exchanges = RECORDED.filter(({ run }) => run === "svc-stale-seq");
    const model = new SequentialModel();
    let choice = 0;
    const service = make("seq-kv", () => choice);
    for (const exchange of exchanges) {
      const [source, request] = [exchange.node, parseBody(exchange.request)];
      const answer = parseBody(exchange.answer ?? "{}");
      const choices = [...Array(model.choices(source)).keys()];
      // The oldest that fits leaves most to choose from.
      choice = choices.find((one) => model.fits(source, request, one, answer)) ?? -1;
      expect(choice).toBeGreaterThanOrEqual(0);
      model.handle(source, request, choice);
      expect(same(textOf(service, exchange))).toBe(same(exchange.answer));
    }
  });

  test.each(["svc-lww", "svc-stale-lww"])("%s could have been drawn", (run) => {
    const exchanges = RECORDED.filter((exchange) => exchange.run === run);
    const draws = drawsOf(exchanges, [new Map(), new Map()], []);
    expect(draws?.length).toBe(exchanges.length);
    const service = make("lww-kv", () => draws?.shift() ?? 0);
    const answers = exchanges.map((exchange) => [exchange.note, same(textOf(service, exchange))]);
    expect(answers).toEqual(exchanges.map(({ note, answer }) => [note, same(answer)]));
  });
});

/** Which replica answered each request, if that is possible at all. */
function drawsOf(
  exchanges: readonly Exchange[],
  replicas: readonly [State, State],
  draws: number[],
): number[] | undefined {
  const [exchange, ...others] = exchanges;
  if (exchange === undefined) return draws;
  const request = parseBody(exchange.request);
  if (exchange.answer === null) return drawsOf(others, replicas, [...draws, 0]);
  for (const draw of [0, 1] as const) {
    if (!fits(replicas[draw], request, false, parseBody(exchange.answer))) continue;
    const { after } = step(replicas[draw], request, false);
    const next: [State, State] = draw === 0 ? [after, replicas[1]] : [replicas[0], after];
    const found = drawsOf(others, next, [...draws, draw]);
    if (found !== undefined) return found;
  }
  return undefined;
}

describe("a service", () => {
  const key = fc.constantFrom<unknown>(0, "0", null);
  const value = fc.constantFrom<unknown>(1, JSON.rawJSON("1.0"), "1", null, { a: 1, b: [] });
  const requests = fc.array(
    fc.record({
      node: fc.constantFrom("n0", "n1", "n2"),
      request: fc.oneof(
        fc.record({ type: fc.constant("read"), key }),
        fc.record({ type: fc.constant("write"), key, value }),
        fc.record({
          type: fc.constant("cas"),
          key,
          from: value,
          to: value,
          create_if_not_exists: fc.boolean(),
        }),
      ),
      draw: fc.integer({ min: 0, max: 999 }),
    }),
    { maxLength: 120 },
  );

  test("seq-kv answers as its model does", () => {
    fc.assert(
      fc.property(requests, (drawn) => {
        const model = new SequentialModel();
        let next = 0;
        const service = make("seq-kv", (limit) => next % limit);
        for (const { node, request, draw } of drawn) {
          next = draw;
          const expected = model.handle(node, request, draw % model.choices(node));
          expect(answerOf(service(node, request)?.body ?? {})).toEqual(expected);
        }
      }),
    );
  });

  test.each([
    ["lin-kv", 1, true],
    ["lww-kv", 2, false],
  ] as const)("%s answers as its model does", (name, count, canCreate) => {
    fc.assert(
      fc.property(requests, (drawn) => {
        const states: State[] = Array.from({ length: count }, () => new Map());
        let next = 0;
        const service = make(name, (limit) => next % limit);
        for (const { node, request, draw } of drawn) {
          next = draw;
          const { after, answer } = step(states[draw % count] ?? new Map(), request, canCreate);
          states[draw % count] = after;
          expect(answerOf(service(node, request)?.body ?? {})).toEqual(answer);
        }
      }),
    );
  });

  test("seq-kv says how many writes to its key an answer lacks", () => {
    const service = make("seq-kv", () => 0);
    for (const value of [1, 2]) service("n1", { type: "write", key: "a", value });
    service("n1", { type: "write", key: "b", value: 1 });
    const read = { type: "read", key: "a" };
    expect(service("n2", read)).toEqual({
      body: { type: "error", code: 20, text: "key does not exist" },
      writesBehind: 2,
    });
    expect(service("n1", read)).toEqual({ body: { type: "read_ok", value: 2 }, writesBehind: 0 });
  });

  test("seq-kv forgets a write that an older state has done already", () => {
    let draw = 0;
    const service = make("seq-kv", () => draw);
    for (const value of [1, 2]) service("n1", { type: "write", key: "a", value });
    draw = 1;
    expect(service("n2", { type: "write", key: "a", value: 1 })?.body).toEqual({
      type: "write_ok",
    });
    draw = 0;
    const read = service("n1", { type: "read", key: "a" });
    expect(read?.body).toEqual({ type: "read_ok", value: 2 });
  });

  test("writes a number that is too large for Java's long without Clojure's N", () => {
    const service = make("lin-kv");
    service("n1", parseBody('{"type": "write", "key": 1, "value": 12345678901234567890123}'));
    const answer = service("n1", parseBody('{"type": "cas", "key": 1, "from": 9007199254740993}'));
    expect(answer?.body["text"]).toBe(
      "current value 12345678901234567890123 is not 9007199254740993",
    );
  });
});
