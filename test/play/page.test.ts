import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type Page } from "playwright-core";
import { type PackedRun } from "../../src/view/model/run.ts";
import { type RunRecord } from "../../src/view/model/record.ts";
import { playHtml } from "../../src/play/play-page.ts";
import { hasBrowser, launchBrowser, seriousFindings, watch } from "../support/browser.ts";
import { executable } from "../support/executable.ts";

const HOSTILE = `</script><img src=x onerror="document.title='1'">it's`;

/** Five nodes for three seconds. */
const SMALL =
  "strategy=flood&topology=grid&distribution=constant&nodes=5&latency=50&rate=10&time=3&recovery=1&seed=1";

let folder: string;
let path: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "eddy-play-"));
  path = join(folder, "play.html");
  writeFileSync(path, playHtml());
});
afterAll(() => rmSync(folder, { recursive: true }));

test("play.html admits its own script by its hash, and a worker that it makes itself", () => {
  const html = playHtml();
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/u.exec(html)?.[1] ?? "";
  expect(policy).toMatch(
    /^default-src 'none'; script-src 'sha256-[^ ]+'; style-src 'sha256-[^ ]+'; worker-src blob:; base-uri 'none'; form-action 'none'$/u,
  );
  // Either would end the data in which the worker's script stands, or begin something else.
  const worker = /<script type="text\/plain" id="worker">([^]*?)<\/script>/u.exec(html)?.[1] ?? "";
  expect(worker.length).toBeGreaterThan(50_000);
  expect(worker).not.toContain("<!--");
});

test("play.html has the licenses of what it holds, since it may be put anywhere", () => {
  const licenses = /<script type="text\/plain" id="licenses">([^]*?)<\/script>/u.exec(
    playHtml(),
  )?.[1];
  expect(licenses).toContain("uplot:\n\nThe MIT License (MIT)\n\nCopyright (c)");
  expect(licenses).toContain("Mike Bostock");
});

/** Keeps what the page lets its workers run, and what they answer. */
const SPY = `
  const { addEventListener, postMessage } = Worker.prototype;
  Worker.prototype.addEventListener = function (name, listener, options) {
    const heard = (event) => { globalThis.answer = event.data; listener(event); };
    addEventListener.call(this, name, heard, options);
  };
  Worker.prototype.postMessage = function (given, options) {
    globalThis.given = given;
    postMessage.call(this, given, options);
  };`;

/** Waits until what is on the page is what was asked for last. */
async function ready(page: Page): Promise<void> {
  await page.waitForSelector('.sides:not([data-run="running"])[data-run]');
}

async function recordOf(page: Page): Promise<RunRecord> {
  const run: PackedRun = await page.evaluate("answer.run");
  return run.record;
}

/** Lets a worker of the page run once more what the page shows, and give the journal of it. */
function journalOf(page: Page): Promise<string> {
  return page.evaluate(`new Promise((resolve) => {
    const script = document.getElementById("worker").textContent;
    const worker = new Worker(URL.createObjectURL(new Blob([script])));
    worker.onmessage = ({ data }) => resolve(data.journal.join(""));
    worker.postMessage({ ...given, wantsJournal: true });
  })`);
}

async function moveTo(page: Page, timeMs: number): Promise<void> {
  await page.locator(".tape").first().fill(`${timeMs}`);
}

/** Chooses what to do to a node from its menu, on the first map. */
async function press(page: Page, node: string, action: string): Promise<void> {
  await page.getByRole("button", { name: node, exact: true }).first().click();
  await page.locator(".node-menu").getByRole("button", { name: action }).click();
  await ready(page);
}

function steps(page: Page): Promise<string> {
  return page.locator(".steps textarea").inputValue();
}

/** Opens a drawer, or closes it. */
async function toggle(page: Page, name: "Settings" | "Share"): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
}

function fragmentOf(page: Page): string {
  return new URL(page.url()).hash.slice(1).replace(/&at=\d+$/u, "");
}

/** When the load began, on the clock of the journal. */
function loadStartMs(record: RunRecord, journal: string): number {
  const first = journal.split("\n").find((line) => /"type":"(?:broadcast|read)"/u.test(line));
  return timeIn(first ?? "") - (record.firstOperationMs ?? 0);
}

describe.skipIf(!hasBrowser)("the page to play with, in a browser", () => {
  let browser: Browser;
  let troubles: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** Opens it, keeps what its workers answer, and waits until the first run is drawn. */
  async function open(
    fragment: string,
    options: Parameters<Browser["newPage"]>[0] = {},
  ): Promise<Page> {
    const page = await browser.newPage({ reducedMotion: "reduce", ...options });
    troubles = watch(page, `file://${path}`);
    await page.addInitScript(SPY);
    await page.goto(`file://${path}#${fragment}`);
    await ready(page);
    return page;
  }

  test("leads through a lesson from the guess to the answer by keyboard alone", async () => {
    const page = await open("");
    expect(await page.locator(".verdict-line .badge").textContent()).toBe("Valid");
    await page.getByRole("button", { name: "Flood: only what is new" }).focus();
    await page.keyboard.press("Enter");
    await ready(page);
    expect(await page.locator(".verdict-line").isVisible()).toBe(false);
    expect(await page.locator(".answer").isVisible()).toBe(false);
    const guess = page.getByLabel("Your guess, messages");
    await guess.focus();
    await page.keyboard.type("many");
    await page.keyboard.press("Enter");
    expect(await page.locator(".guess .problem").textContent()).toBe(
      "A guess is a number; any will do.",
    );
    await guess.fill("8");
    await page.keyboard.press("Enter");
    expect(await page.locator(".verdict-line").isVisible()).toBe(true);
    expect(await page.evaluate("document.activeElement.className")).toBe("answer");
    expect(await page.locator(".grade").textContent()).toBe(
      "Your guess was 8 messages: it is more.",
    );
    expect(await page.locator(".measured").textContent()).toContain("10 messages");
    await page.getByRole("button", { name: "n4", exact: true }).focus();
    await page
      .locator(".telling", { hasText: "n4 has no value yet. It talks to n1, n3." })
      .waitFor();
    await page.keyboard.press("Enter");
    await page.getByLabel("Value to broadcast").press("Enter");
    await ready(page);
    expect(await page.locator(".answer").textContent()).toContain("With your change20 messages.");
    expect(fragmentOf(page)).toStartWith("lesson=flood&strategy=flood&");
    expect(troubles).toEqual([]);
    await page.close();
  });

  test("points at nodes and messages, in both pictures at once", async () => {
    const page = await open("lesson=flood&at=150");
    const telling = page.locator(".telling");
    const [n0, n1] = await Promise.all(
      ["n0", "n1"].map(async (name) => {
        const box = await page.getByRole("button", { name, exact: true }).boundingBox();
        return {
          x: (box?.x ?? 0) + (box?.width ?? 0) / 2,
          y: (box?.y ?? 0) + (box?.height ?? 0) / 2,
        };
      }),
    );
    if (n0 === undefined || n1 === undefined) throw new Error("There are no nodes");
    await page.mouse.move(n0.x, n0.y);
    await telling
      .filter({ hasText: "n0 has 1000. It talks to n1, n3. It sends nothing more" })
      .waitFor();
    // The value is on its way to n1, halfway.
    await page.mouse.click((n0.x + n1.x) / 2, n0.y);
    await telling.filter({ hasText: "n0 → n1: broadcast, sent at 100" }).waitFor();
    expect(await page.locator(".details .message h3").textContent()).toBe("n0 → n1broadcast");
    await page.focus(".diagram-canvas");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await telling.filter({ hasText: "n1 has no value yet. It talks to n0, n2, n4." }).waitFor();
    await page.keyboard.press("Escape");
    await telling.filter({ hasText: "Point at a node or a message" }).waitFor();
    expect(troubles).toEqual([]);
    await page.close();
  });

  test("an address with a lesson opens it, and what cannot be run is told", async () => {
    const page = await open("lesson=partition");
    await page.getByRole("button", { name: "They arrive, but late" }).click();
    expect(await page.locator(".verdict-line .badge").textContent()).toBe("Invalid");
    expect(await steps(page)).toBe("2s cut n0,n1,n2 from rest\n5s heal");
    expect(await page.locator(".suspect.lost .link").count()).toBeGreaterThan(0);
    await toggle(page, "Settings");
    await page.getByRole("textbox", { name: "Load" }).fill("3");
    await page.keyboard.press("Enter");
    await page.locator(".status", { hasText: "This cannot be run" }).waitFor();
    expect(await page.locator(".status").textContent()).toContain(
      "Step 2 (5s heal) is not within the load, which ends at 3 s",
    );
    expect(troubles).toEqual([]);
    await page.close();
  });

  test("all of it is in sight from the first moment, and under one time", async () => {
    const viewport = { width: 1280, height: 720 };
    const page = await open(SMALL, { viewport, reducedMotion: "no-preference" });
    expect(await page.getByRole("button", { name: "Pause", exact: true }).count()).toBe(1);
    const parts = [
      ".lessons",
      ".verdict-line",
      ".map-frame",
      ".diagram-frame",
      ".strip",
      ".telling",
    ];
    for (const part of parts) {
      const box = await page.locator(part).boundingBox();
      if (box === null) throw new Error(`There is no ${part}`);
      expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(viewport.width);
      expect(box.y + box.height).toBeLessThanOrEqual(viewport.height);
      expect(Math.min(box.width, box.height)).toBeGreaterThan(part === ".map-frame" ? 250 : 20);
    }
    await moveTo(page, 1234);
    await page.getByRole("button", { name: "Play", exact: true }).waitFor();
    expect(await page.locator(".map-facts").textContent()).toContain("broadcast by 1,234 ms");
    const diagram = await page.locator(".diagram-canvas").boundingBox();
    if (diagram === null) throw new Error("There is no diagram");
    // A press on the axis takes the moment there, and it can be dragged on.
    await page.mouse.move(diagram.x + 200, diagram.y + 10);
    await page.mouse.down();
    await page.mouse.move(diagram.x + 100, diagram.y + 10, { steps: 2 });
    await page.mouse.up();
    await page.locator(".now:not(:text('1,234 ms'))").waitFor();
    const now = (await page.locator(".now").textContent()) ?? "";
    expect(await page.locator(".map-facts").textContent()).toContain(`broadcast by ${now}.`);
    expect(troubles).toEqual([]);
    await page.close();
  });

  test("a node is killed by a click: all before stays as it was; undo and redo", async () => {
    const page = await open(SMALL);
    const [before, fragment] = [await journalOf(page), fragmentOf(page)];
    await page.getByPlaceholder("a value").fill("3");
    await page.keyboard.press("Enter");
    await page.locator(".details h3", { hasText: "Value 3" }).waitFor();
    await moveTo(page, 1500);
    await press(page, "n2", "Kill");
    // What was looked at is still there, and the node can be pressed again.
    await page.locator(".details h3", { hasText: "Value 3" }).waitFor();
    expect(await steps(page)).toBe("1500ms kill n2");
    expect(fragmentOf(page)).toBe(`${fragment}&steps=1500ms+kill+n2`);
    const after = await journalOf(page);
    expect(after).not.toBe(before);
    const firstMs = loadStartMs(await recordOf(page), after);
    const [untilThen, changed] = [before, after].map((journal) =>
      journal.split("\n").filter((line) => timeIn(line) < firstMs + 1500),
    );
    expect(untilThen?.length).toBeGreaterThan(100);
    expect(changed).toEqual(untilThen ?? []);
    expect(await page.locator(".map-facts").textContent()).toContain("n2 is down");
    await page.getByRole("button", { name: "Undo" }).click();
    await ready(page);
    expect([await journalOf(page), await steps(page)]).toEqual([before, ""]);
    expect(fragmentOf(page)).toBe(fragment);
    await page.keyboard.press("Control+Shift+Z");
    await ready(page);
    expect([await journalOf(page), await steps(page)]).toEqual([after, "1500ms kill n2"]);
    expect(troubles).toEqual([]);
    await page.close();
  });

  test("a hostile value stays text, and the copied command gives the same run", async () => {
    const permissions = ["clipboard-read", "clipboard-write"];
    const page = await open(`${SMALL}&faults=partition&interval=1`, { permissions });
    await moveTo(page, 800);
    await page.getByRole("button", { name: "n3", exact: true }).click();
    await page.getByLabel("Value to broadcast").fill(HOSTILE);
    await page.getByRole("button", { name: "Broadcast here" }).click();
    await ready(page);
    await moveTo(page, 1200);
    await press(page, "n1", "Pause");
    const [record, journal] = [await recordOf(page), await journalOf(page)];
    expect(record.values.texts).toContain(JSON.stringify(HOSTILE));
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.title()).not.toBe("1");

    await toggle(page, "Share");
    await page.getByRole("button", { name: "Copy command" }).click();
    await page.locator(".status", { hasText: "The command is copied" }).waitFor();
    const command: string = await page.evaluate("navigator.clipboard.readText()");
    const shell = Bun.spawn(["sh", "-c", `eddy() { "${executable()}" "$@"; }\n${command}`], {
      cwd: folder,
      stdout: "pipe",
      stderr: "pipe",
    });
    // The terminal wraps lines.
    const output = (await new Response(shell.stdout).text()).replaceAll(/\s+/g, " ");
    expect(await shell.exited).toBe(record.verdict.validity === "valid" ? 0 : 1);
    const { headline, faults, rows } = record.verdict;
    for (const text of [headline, ...faults, ...rows.map(([, text]) => text)]) {
      expect(output).toContain(text);
    }
    const stored = readFileSync(join(folder, "store/latest/journal.jsonl"), "utf8");
    expect(journal).toBe(stored);
    expect(troubles).toEqual([]);
    await page.close();
  });

  test("a line across the map cuts the network, and heals from a node's menu", async () => {
    const page = await open(SMALL);
    await moveTo(page, 1000);
    const box = await page.locator(".map-frame").boundingBox();
    if (box === null) throw new Error("There is no map");
    const middle = box.x + box.width / 2;
    await page.mouse.move(middle - 30, box.y + 5);
    await page.mouse.down();
    await page.mouse.move(middle - 30, box.y + 100, { steps: 3 });
    expect(await page.locator(".map-node.is-cut-off").count()).toBe(2);
    await page.mouse.move(middle - 30, box.y + box.height - 5, { steps: 3 });
    await page.mouse.up();
    await ready(page);
    expect(await steps(page)).toBe("1s cut n0,n3 from rest");
    expect(await page.locator(".map-facts").textContent()).toContain("n0, n3 are cut from");
    await moveTo(page, 3500);
    await page.getByRole("button", { name: "n0", exact: true }).click();
    expect(await page.locator(".status").textContent()).toBe(
      "The load ends at 3,000 ms: go back before it to change something.",
    );
    await moveTo(page, 2000);
    await press(page, "n0", "Heal the network");
    expect(await steps(page)).toBe("1s cut n0,n3 from rest\n2s heal");
    await page.mouse.move(box.x + 5, box.y + 5);
    await page.mouse.down();
    await page.mouse.move(box.x + 5, box.y + box.height - 5, { steps: 3 });
    await page.mouse.up();
    expect(await page.locator(".status").textContent()).toContain("so it cuts nothing");
    // A line is no click, but the keyboard's press after it is one.
    await page.getByRole("button", { name: "n0", exact: true }).focus();
    await page.keyboard.press("Enter");
    expect(await page.locator(".node-menu").count()).toBe(1);
    expect(troubles).toEqual([]);
    await page.close();
  });

  test("everything can be done by keyboard", async () => {
    const page = await open(SMALL);
    await moveTo(page, 500);
    await page.getByRole("button", { name: "n0", exact: true }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    expect(await page.locator(".node-menu").getAttribute("aria-label")).toBe("n1 at 500 ms");
    await page.keyboard.press("Escape");
    expect(await page.locator(".node-menu").count()).toBe(0);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await ready(page);
    expect(await steps(page)).toBe("500ms pause n1");
    const focused = "document.activeElement.getAttribute('aria-label')";
    expect(await page.evaluate(focused)).toBe("n1");
    await toggle(page, "Settings");
    await page.locator(".steps textarea").fill("1s kill n1\n2s fly n2");
    await page.keyboard.press("Control+Enter");
    expect(await page.locator("#steps-problem").textContent()).toContain('"fly" is not an action');
    await page.locator(".steps textarea").fill("2s restart n1\n1s kill n1");
    await page.keyboard.press("Control+Enter");
    await ready(page);
    expect(await steps(page)).toBe("1s kill n1\n2s restart n1");
    expect(troubles).toEqual([]);
    await page.close();
  });

  test("two strategies run side by side on the same load, at the same moment", async () => {
    const page = await open(`${SMALL}&steps=500ms+isolate+n4;+2s+heal`);
    await toggle(page, "Settings");
    await page.getByLabel("Beside it").selectOption("retry");
    await ready(page);
    expect(await page.locator(".side > h2").allTextContents()).toEqual(["flood", "retry"]);
    const badges = page.locator(".verdict-line .badge");
    expect(await badges.allTextContents()).toEqual(["Invalid", "Valid"]);
    await moveTo(page, 1234);
    await page.locator(".side:last-child .now", { hasText: "1,234 ms" }).waitFor();
    expect(troubles).toEqual([]);
    await page.close();
  });

  test("an address restores what was run, and says what in it makes no sense", async () => {
    const given = `${SMALL.replace("strategy=flood", "strategy=tree&fanout=2&versus=direct")}&steps=1s+kill+n0`;
    const page = await open(given);
    expect(fragmentOf(page)).toBe(given);
    expect(await page.getByLabel("children").first().inputValue()).toBe("2");
    await page.evaluate('location.hash = "nodes=many&rate=3"');
    await page.waitForSelector(".problems .notice");
    await ready(page);
    expect(await page.locator(".problems").textContent()).toBe(
      'In the address: nodes must be a whole number from 1 to 200, not "many".',
    );
    await toggle(page, "Settings");
    expect(await page.getByRole("textbox", { name: "Rate" }).inputValue()).toBe("3");
    expect(troubles).toEqual([]);
    await page.close();
  });

  test("the fields show the experiment, and what is chosen there is run", async () => {
    const page = await open(SMALL);
    await toggle(page, "Settings");
    const chosen = { Topology: ["grid", "line"], Distribution: ["constant", "exponential"] };
    for (const [name, [before = "", after = ""]] of Object.entries(chosen)) {
      const field = page.getByRole("combobox", { name });
      expect(await field.inputValue()).toBe(before);
      await field.selectOption(after);
      await ready(page);
    }
    await page.getByRole("textbox", { name: "Rate" }).fill("5");
    await page.keyboard.press("Enter");
    await ready(page);
    const wanted = SMALL.replace("grid", "line")
      .replace("constant", "exponential")
      .replace("rate=10", "rate=5");
    expect(fragmentOf(page)).toBe(wanted);
    const topology = /"topology":(\{[^}]*\})/u.exec(await journalOf(page))?.[1] ?? "";
    expect(JSON.parse(topology)["n0"]).toEqual(["n1"]);
    expect(troubles).toEqual([]);
    await page.close();
  });

  test("fits into 400 pixels, and axe finds nothing serious, light or dark", async () => {
    const page = await open(`lesson=alone&${SMALL}&versus=tree&steps=1s+kill+n1`, {
      viewport: { width: 400, height: 800 },
    });
    await page.getByRole("button", { name: "Lessons" }).click();
    await page.locator(".map-node").first().click();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(400);
    expect(await seriousFindings(page)).toEqual([]);
    await toggle(page, "Settings");
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(400);
    expect(await seriousFindings(page)).toEqual([]);
    await page.close();
  });
});

function timeIn(line: string): number {
  return Number(/^\{"time":([\d.]+)/u.exec(line)?.[1] ?? Infinity);
}
