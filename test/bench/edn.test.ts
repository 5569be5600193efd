import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import {
  Character,
  EdnError,
  EdnList,
  EdnMap,
  EdnSet,
  EdnSymbol,
  Float,
  Keyword,
  Tagged,
  compare,
  displayEdn,
  ednMap,
  fromJson,
  isEqual,
  keyOf,
  prettyEdn,
  readAllEdn,
  readEdn,
  singleFloat,
  toJson,
  writeEdn,
  type Edn,
} from "../../src/bench/edn.ts";
import { ANY_CHARACTER } from "../support/any-character.ts";

const name = fc
  .stringMatching(/^[a-z][a-z0-9.*+!?/-]{0,8}$/u)
  .filter((text) => !["nil", "true", "false"].includes(text));
const text = fc.string({ unit: ANY_CHARACTER });
const character = fc.string({ unit: ANY_CHARACTER, minLength: 1, maxLength: 1 });
const scalar: fc.Arbitrary<Edn> = fc.oneof(
  fc.constantFrom(null, true, false),
  fc.maxSafeInteger().map((integer) => (integer === 0 ? 0 : integer)),
  fc.nat(100),
  fc.bigInt().filter((integer) => !Number.isSafeInteger(Number(integer))),
  fc.double().map((double) => new Float(double)),
  text,
  character.map((one) => new Character(one)),
  name.map((keyword) => Keyword.of(keyword)),
  name.map((symbol) => new EdnSymbol(symbol)),
);
const { value: anyEdn } = fc.letrec<{ value: Edn }>((tie) => {
  const items = fc.array(tie("value"), { maxLength: 5 });
  return {
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      scalar,
      items,
      fc.array(fc.nat(), { maxLength: 20 }),
      items.map((list) => new EdnList(list)),
      items.map((set) => new EdnSet(set)),
      fc
        .array(fc.tuple(tie("value"), tie("value")), { maxLength: 5 })
        .map((entries) => new EdnMap(entries)),
      fc.tuple(name, tie("value")).map(([tag, value]) => new Tagged(tag, value)),
    ),
  };
});

function recordedResults(run: string): string {
  return readFileSync(`${import.meta.dir}/../recorded/${run}/results.edn`, "utf8");
}

describe("reading", () => {
  const cases: readonly (readonly [text: string, value: Edn])[] = [
    ["nil", null],
    [" true ", true],
    ["false", false],
    ["0", 0],
    ["-0", 0],
    ["+12", 12],
    ["-7", -7],
    ["5N", 5],
    ["0xff", 255],
    ["999999999", 999_999_999],
    ["9007199254740991", 9_007_199_254_740_991],
    ["9007199254740993", 9_007_199_254_740_993n],
    ["[1 9007199254740993]", [1, 9_007_199_254_740_993n]],
    ["9007199254740993N", 9_007_199_254_740_993n],
    ["-123456789012345678901234567890", -123_456_789_012_345_678_901_234_567_890n],
    ["1.0", new Float(1)],
    ["-2.5e-3", new Float(-0.0025)],
    ["1.5M", new Float(1.5)],
    ["1/4", new Float(0.25)],
    ["##-Inf", new Float(Number.NEGATIVE_INFINITY)],
    ['"a\\n\\"\\\\\\u00e9\\101"', 'a\n"\\éA'],
    ['"é€😀"', "é€😀"],
    ["\\a", new Character("a")],
    ["\\newline", new Character("\n")],
    ["\\(", new Character("(")],
    ["\\u00e9", new Character("é")],
    [":valid?", Keyword.of("valid?")],
    [":a/b", Keyword.of("a/b")],
    ["clojure.lang.ExceptionInfo", new EdnSymbol("clojure.lang.ExceptionInfo")],
    ["-", new EdnSymbol("-")],
    ["[]", []],
    ["[1 2,3\n-4 1234567890 5]", [1, 2, 3, -4, 1_234_567_890, 5]],
    ['[1"a"2]', [1, "a", 2]],
    ["(1 [2])", new EdnList([1, [2]])],
    ['#{"n1" "n2"}', new EdnSet(["n1", "n2"])],
    [
      "{:a 1, 0.5 nil}",
      new EdnMap([
        [Keyword.of("a"), 1],
        [new Float(0.5), null],
      ]),
    ],
    ["#jepsen.history.Op{:index 3}", new Tagged("jepsen.history.Op", ednMap({ index: 3 }))],
    ['#inst "2026-11-21"', new Tagged("inst", "2026-11-21")],
    ["[1 #_2 #_#_3 4 5] ; the rest", [1, 5]],
    ["^{:line 1} [1]", [1]],
  ];
  test.each(cases)("%j", (source, value) => {
    expect(readEdn(source)).toEqual(value);
  });

  test("reads one value after the other, whatever stands between them", () => {
    expect([...readAllEdn("{} ; one\n\n[1],nil #_x")]).toEqual([new EdnMap([]), [1], null]);
    expect([...readAllEdn("  ; nothing")]).toEqual([]);
  });

  test.each([
    ["", 1, 0, "no value"],
    ["1 2", 1, 2, "more"],
    ["{:a 1}\n[1 2", 2, 7, "inside a collection"],
    ['\n\n"abc', 3, 2, "inside a string"],
    ["[1 2)", 1, 4, "unexpected )"],
    ["{:a}", 1, 0, "without a value"],
    ["[12x]", 1, 1, "12x is no number"],
    ["[: 1]", 1, 1, "no name"],
    ["##Foo", 1, 0, "symbolic"],
    ["#", 1, 0, "without a tag"],
    ["\\unknown", 1, 0, "unknown character"],
    ['"\\q"', 1, 0, "unknown escape \\q"],
    ["[#_]", 1, 3, "unexpected ]"],
    ["#inst", 1, 5, "the text ends"],
  ])("says where %p is no EDN", (source, line, offset, problem) => {
    let error: unknown;
    try {
      for (const value of readAllEdn(source)) void value;
      readEdn(source);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(EdnError);
    expect(error).toMatchObject({ line, offset });
    expect(String(error)).toContain(problem);
  });

  test("refuses to nest without end instead of exhausting the stack", () => {
    expect(() => readEdn("[".repeat(100_000))).toThrow("nest deeper than 500");
    expect(() => readEdn("#_".repeat(100_000))).toThrow("nest deeper than 500");
    expect(readEdn("9".repeat(10_000))).toBe(BigInt("9".repeat(10_000)));
    expect(() => readEdn("9".repeat(10_001))).toThrow("a number has more than 10000 characters");
    expect(readEdn("[".repeat(400) + "]".repeat(400))).toBeArray();
  });
});

describe("writing", () => {
  test("what is written reads back as it was", () => {
    fc.assert(
      fc.property(anyEdn, (value) => {
        for (const written of [writeEdn(value), prettyEdn(value)]) {
          const read = readEdn(written);
          expect(writeEdn(read)).toBe(writeEdn(value));
          expect(keyOf(read)).toBe(keyOf(value));
        }
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    [1, "1.0"],
    [0, "0.0"],
    [-0, "-0.0"],
    [0.001, "0.001"],
    [0.000_999, "9.99E-4"],
    [9_999_999, "9999999.0"],
    [10_000_000, "1.0E7"],
    [-1.5e300, "-1.5E300"],
    [Number.NaN, "##NaN"],
    [Number.POSITIVE_INFINITY, "##Inf"],
  ])("writes the float %d as Java does", (value, written) => {
    expect(writeEdn(new Float(value))).toBe(written);
  });

  test("a 32-bit float has as few digits as tell it from its neighbours", () => {
    const fractions = [609 / 647, 162 / 52, 5459 / 807, 1 / 3, 1, 16_777_217, 2 / 3];
    expect(fractions.map((fraction) => writeEdn(singleFloat(fraction)))).toEqual([
      "0.9412674",
      "3.1153846",
      "6.76456",
      "0.33333334",
      "1.0",
      "1.6777216E7",
      "0.6666667",
    ]);
  });

  test("a long is plain, what is longer ends in N", () => {
    expect(writeEdn(2n ** 63n - 1n)).toBe("9223372036854775807");
    expect(writeEdn(2n ** 63n)).toBe("9223372036854775808N");
  });

  test("what is displayed has no quotes", () => {
    expect(displayEdn([Keyword.of("crash"), 'a "b"', new Character("c")])).toBe('[:crash a "b" c]');
  });

  test.each(["grid-5", "tree4-25-partition", "tree2-7-faulty"])(
    "the recorded results of %s come out byte for byte",
    (run) => {
      const recorded = recordedResults(run);
      expect(`${prettyEdn(readEdn(recorded))}\n`).toBe(recorded);
    },
  );

  test("a collection is broken when it passes column 70", () => {
    const long = "x".repeat(60);
    const [fits, breaks] = [`{:a 1, :b "${long.slice(3)}"}`, `{:a 1, :b "${long.slice(2)}"}`];
    expect([fits.length, breaks.length]).toEqual([70, 71]);
    expect(prettyEdn(readEdn(fits))).toBe(fits);
    expect(prettyEdn(readEdn(breaks))).toBe(breaks.replace(", ", ",\n "));
  });
});

function equal(left: string, right: string): boolean {
  return isEqual(readEdn(left), readEdn(right));
}

describe("equality", () => {
  test("is Clojure's: lists equal vectors, sets and maps have no order, 1 is not 1.0", () => {
    expect(equal("(1 2)", "[1 2]")).toBe(true);
    expect(equal("#{1 2}", "#{2 1}")).toBe(true);
    expect(equal("{:a 1 :b [2]}", "{:b (2) :a 1}")).toBe(true);
    expect(equal("1", "1.0")).toBe(false);
    expect(equal("1", '"1"')).toBe(false);
    expect(equal(":a", '"a"')).toBe(false);
    expect(equal(":a", "a")).toBe(false);
    expect(equal("[1 2]", "[[1 2]]")).toBe(false);
    expect(equal('["a" "b"]', '["a\\" \\"b"]')).toBe(false);
    expect(equal("9007199254740993", "9007199254740992")).toBe(false);
  });
});

describe("order", () => {
  test("is Clojure's where it has one: by size, letters and length; nil comes first", () => {
    const sorted = `nil false true -1 0.5 2 10 9007199254740993 "B" "a" :a :b [2] [1 2] [1 3]`;
    const values = [...readAllEdn(sorted)];
    expect(values.toReversed().toSorted(compare).map(writeEdn)).toEqual(values.map(writeEdn));
  });
});

describe("JSON", () => {
  const cases: readonly (readonly [json: string, edn: string])[] = [
    ["null", "nil"],
    ["-0", "0"],
    ["1.5", "1.5"],
    ["1e300", "1.0E300"],
    ["9007199254740992", "9007199254740992"],
    ['"a\\nb"', '"a\\nb"'],
    ['[1,[true,"x"]]', '[1 [true "x"]]'],
    ['{"type":"echo_ok","a b":{}}', '{:type "echo_ok", "a b" {}}'],
  ];
  test.each(cases)("%s becomes %s, and JSON again", (json, edn) => {
    const value = fromJson(JSON.parse(json));
    expect(writeEdn(value)).toBe(edn);
    expect(isEqual(readEdn(edn), value)).toBe(true);
  });

  test("raw numbers become what their text says", () => {
    const value = fromJson(["1.0", "-0.0", "1e3", "1E400", "12"].map(JSON.rawJSON));
    expect(writeEdn(value)).toBe("[1.0 -0.0 1000.0 ##Inf 12]");
  });

  test("every JSON value survives the way to EDN text and back", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const plain: unknown = JSON.parse(JSON.stringify(json));
        expect(JSON.parse(JSON.stringify(toJson(readEdn(writeEdn(fromJson(plain))))))).toEqual(
          plain,
        );
      }),
    );
  });

  test("results become JSON with strings for keywords", () => {
    const results = readEdn("{:valid? :unknown, :lost (1 2), :q {0 5, 0.5 1.5}, :op #a{:f :add}}");
    expect(toJson(results)).toEqual({
      "valid?": "unknown",
      lost: [1, 2],
      q: { "0": 5, "0.5": 1.5 },
      op: { f: "add" },
    });
  });

  test("what is no JSON is refused", () => {
    expect(() => fromJson([undefined])).toThrow("undefined is no JSON");
  });
});
