import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type Page } from "playwright-core";
import { nodeNames } from "../../src/bench/options.ts";
import { type RunRecord } from "../../src/view/model/record.ts";
import { reportHtml } from "../../src/view/report-page.ts";
import { hasBrowser, launchBrowser, seriousFindings, watch } from "../support/browser.ts";
import { play } from "../support/process.ts";
import { recordRun, type Recorded } from "../support/view-run.ts";

const HOSTILE = '</script><img src=x onerror="document.title=1">';
const RECORDED = join(import.meta.dir, "../recorded");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "eddy-report-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A run's page, with a value in it that would like to be markup. */
async function page(): Promise<{ path: string; recorded: Recorded }> {
  const faults = ["partition", "kill"] as const;
  const recorded = await recordRun(
    {
      nodes: nodeNames(5),
      latencyMs: 50,
      rate: 20,
      timeLimitSeconds: 6,
      faults,
      nemesisIntervalSeconds: 2,
      seed: 1,
    },
    "tree",
  );
  const record: RunRecord = { ...recorded.record, name: HOSTILE };
  const path = join(folder, "report.html");
  writeFileSync(path, reportHtml({ record, journal: journalOf(recorded) }));
  return { path, recorded };
}

function journalOf({ events }: Recorded): Uint8Array {
  const lines = events.map(({ timeMs, event, id, src, dest, type, text }) => {
    const head = { time: timeMs, event, id, src, dest, type };
    const body = event === "send" ? `,"body":${text}` : "";
    return `${JSON.stringify(head).slice(0, -1)}${body}}\n`;
  });
  return new TextEncoder().encode(lines.join(""));
}

describe("report.html", () => {
  test("holds what nodes wrote as data only, and admits its own script by its hash", async () => {
    const { path } = await page();
    const html = readFileSync(path, "utf8");
    expect(html).not.toContain("<img");
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/u.exec(html)?.[1] ?? "";
    expect(policy).toStartWith("default-src 'none'; script-src 'sha256-");
    expect(policy).not.toContain("unsafe");
    const script = /<script type="module">([^]*)<\/script>\n<\/body>/u.exec(html)?.[1] ?? "";
    const hash = new Bun.CryptoHasher("sha256").update(script).digest("base64");
    expect(policy).toContain(`script-src 'sha256-${hash}'`);
  });

  test("is the same, byte for byte, when it is made again", async () => {
    const first = readFileSync((await page()).path, "utf8");
    expect(readFileSync((await page()).path, "utf8")).toBe(first);
  });

  test("is left by eddy test, and made by eddy report of a real Maelstrom's folder", async () => {
    const test = await play("", [
      "test",
      "--virtual",
      "--seed",
      "1",
      "--time-limit",
      "2",
      "--store",
      folder,
    ]);
    expect(test.exitCode).toBe(0);
    expect(existsSync(join(folder, "latest/report.html"))).toBeTrue();
    const target = join(folder, "real.html");
    const report = await play("", ["report", "-o", target, join(RECORDED, "tree4-25-partition")]);
    expect([report.exitCode, report.stdout]).toEqual([0, `${target}\n`]);
    expect(existsSync(target)).toBeTrue();
  });
});

describe.skipIf(!hasBrowser)("report.html in a browser", () => {
  let browser: Browser;
  let troubles: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  async function open(
    path: string,
    options: Parameters<Browser["newPage"]>[0] = {},
  ): Promise<Page> {
    const opened = await browser.newPage(options);
    troubles = watch(opened, `file://${path}`);
    await opened.goto(`file://${path}`);
    await opened.waitForSelector("html[data-ready]", { state: "attached" });
    return opened;
  }

  test("opens without an error or a request, and a hostile name stays text", async () => {
    const { path } = await page();
    const opened = await open(path);
    expect(await opened.textContent("h1")).toBe(HOSTILE);
    expect(await opened.locator("img").count()).toBe(0);
    expect((await opened.locator("h2").allTextContents()).slice(0, 3)).toEqual([
      "Map and space-time diagram",
      "A closer look",
      "Charts",
    ]);
    expect(troubles).toEqual([]);
    await opened.close();
  });

  test("a hostile value stays text in every part, and can be followed", async () => {
    const { recorded } = await page();
    const value = JSON.stringify(`${HOSTILE}<!--\u2028`);
    const body = { type: "broadcast", message: JSON.parse(value) };
    const [first] = recorded.events;
    if (first === undefined) throw new Error("The run has no events");
    const sent = { ...first, timeMs: 2000, id: -1, src: "n1", dest: "n2", type: HOSTILE, body };
    const events = [
      ...recorded.events,
      { ...sent, event: "send" as const, text: JSON.stringify(body) },
      { ...sent, event: "recv" as const, timeMs: 2050 },
    ];
    const suspects = [{ name: "phantom", explanation: HOSTILE, values: [value] }];
    const { record } = recorded;
    const shown = { ...record, verdict: { ...record.verdict, remarks: [HOSTILE], suspects } };
    const path = join(folder, "hostile.html");
    writeFileSync(path, reportHtml({ record: shown, journal: journalOf({ ...recorded, events }) }));
    const opened = await open(path);
    await opened.click(".suspect .link");
    await opened.waitForSelector(".details .value tbody tr");
    expect(await opened.locator(".details .value tbody tr").count()).toBe(2);
    await opened.focus(".diagram-canvas");
    await opened.keyboard.press("ArrowRight");
    await opened.waitForSelector(".details .message pre");
    expect(await opened.textContent(".details .message pre")).toContain("</script><img src=x");
    expect(await opened.textContent(".legend")).toContain(HOSTILE);
    expect(await opened.locator("img").count()).toBe(0);
    expect(await opened.title()).not.toBe("1");
    expect(troubles).toEqual([]);
    await opened.close();
  });

  test("a value can be followed by keyboard, and its messages be read", async () => {
    const { path } = await page();
    const opened = await open(path);
    await opened.fill('input[placeholder="a value"]', "3");
    await opened.keyboard.press("Enter");
    await opened.waitForSelector(".details .value h3");
    expect(await opened.textContent(".details .value h3")).toBe("Value 3");
    expect(await opened.locator(".details .value tbody tr").count()).toBeGreaterThanOrEqual(5);
    await opened.focus(".diagram-canvas");
    await opened.keyboard.press("ArrowRight");
    await opened.waitForSelector(".details .message pre");
    expect(await opened.textContent(".details .message pre")).toContain('"type"');
    expect(troubles).toEqual([]);
    await opened.close();
  });

  test("a page of another workload shows its requests, and leads to the times of its faults", async () => {
    const given = { nodes: nodeNames(3), latencyMs: 20, rate: 20, timeLimitSeconds: 3, seed: 1 };
    const recorded = await recordRun({ ...given, workload: "echo" }, "tree");
    const { record } = recorded;
    const story = "G0: two transactions\nT1 = write\nT2 = write";
    const faults = ["n1 answered another text (process 1, 1.250 to 1.251 s)", story];
    const repeat = "eddy test --virtual -w echo --seed 1";
    const shown = { ...record, repeat, verdict: { ...record.verdict, faults } };
    const path = join(folder, "echo.html");
    writeFileSync(path, reportHtml({ record: shown, journal: journalOf(recorded) }));
    const opened = await open(path, { permissions: ["clipboard-read", "clipboard-write"] });
    expect(await opened.locator(".charts h3").allTextContents()).toEqual([
      "Latency of each request",
      "Messages between nodes",
    ]);
    expect(await opened.locator(".faults li").nth(1).innerText()).toBe(story);
    expect(await opened.getByText("Follow").count()).toBe(0);
    expect(await opened.locator(".strip-name").allTextContents()).toEqual(["run"]);
    expect(await opened.locator(".chip[aria-pressed=true]").allTextContents()).toContain("echo");
    await opened.getByRole("button", { name: "1.250" }).click();
    await opened.locator(".now", { hasText: "1,250 ms" }).waitFor();
    expect(await opened.locator(".map-facts").textContent()).toBe("At 1,250 ms. No fault.");
    // Both pictures stand beside each other, under one time.
    const [map, diagram] = await Promise.all(
      [".map-frame", ".diagram-frame"].map((part) => opened.locator(part).boundingBox()),
    );
    expect(map?.x).toBeLessThan(diagram?.x ?? 0);
    expect(Math.abs((map?.y ?? 0) - (diagram?.y ?? 999))).toBeLessThan(60);
    await opened.getByRole("button", { name: "Copy the command" }).click();
    await opened.locator(".repetition", { hasText: "Copied." }).waitFor();
    expect(await opened.evaluate<string>("navigator.clipboard.readText()")).toBe(repeat);
    expect(troubles).toEqual([]);
    await opened.close();
  });

  test("a page of a real Maelstrom says which parts need a journal", async () => {
    const target = join(folder, "maelstrom.html");
    await play("", ["report", "-o", target, join(RECORDED, "tree4-25-partition")]);
    const opened = await open(target);
    expect(await opened.textContent(".notice")).toContain("need a journal of the network");
    expect(await opened.locator(".charts figure").count()).toBeGreaterThanOrEqual(2);
    expect(troubles).toEqual([]);
    await opened.close();
  });

  test("fits into 400 pixels, and axe finds nothing serious, light or dark", async () => {
    const { path } = await page();
    for (const colorScheme of ["light", "dark"] as const) {
      const opened = await open(path, { colorScheme, viewport: { width: 400, height: 800 } });
      const width = await opened.evaluate("document.documentElement.scrollWidth");
      expect(width).toBe(400);
      expect(await seriousFindings(opened)).toEqual([]);
      await opened.close();
    }
  });
});
