/** The script of report.html. */

import { readJournal } from "../model/events.ts";
import { type RunRecord } from "../model/record.ts";
import { makeRun } from "../model/run.ts";
import { copyFrom } from "./copy.ts";
import { button, element, icon } from "./dom.ts";
import { embeddedText } from "./embedded.ts";
import { LOGO } from "./logo.ts";
import { themeSwitch } from "./theme.ts";
import { mountViewer, type Viewer } from "./viewer.ts";

async function open(): Promise<void> {
  const main = element("main", { id: "main" });
  let viewer: Viewer | undefined;
  const header = element("header", {}, [
    element("div", { class: "brand" }, [icon(LOGO), element("span", { text: "eddy" })]),
    themeSwitch(() => viewer?.state.recolour()),
  ]);
  document.body.replaceChildren(header, main);
  try {
    const record = await embeddedText("record");
    const journal = await embeddedText("journal");
    const leftOut = Number(document.getElementById("journal")?.dataset["leftOut"] ?? 0);
    const run = makeRun(
      recordFrom(record),
      journal === undefined
        ? undefined
        : (sink) => {
            readJournal(journal, sink);
            sink.leftOut(leftOut);
          },
    );
    header.insertBefore(heading(run.record), header.lastElementChild);
    document.title = `${run.record.name} – eddy`;
    viewer = mountViewer(main, run);
    if (run.record.repeat !== undefined) main.prepend(repetition(run.record.repeat));
    followLost(viewer);
    requestAnimationFrame(() => {
      document.documentElement.dataset["ready"] = "true";
    });
  } catch (error) {
    const text = `This report cannot be shown: ${error instanceof Error ? error.message : error}`;
    main.replaceChildren(element("p", { class: "notice", role: "alert", text }));
    throw error;
  }
}

/** Of a test that lost values, or nearly so, the way of the first is what one wants to see. */
function followLost({ state }: Viewer): void {
  const { messages, record, values } = state.run;
  const lost = record.verdict.suspects.find(({ name }) => LOST.has(name))?.values[0];
  if (messages !== undefined && lost !== undefined) state.follow(values.find(lost));
}

/** The groups of such values. */
const LOST: ReadonlySet<string> = new Set(["lost", "missing"]);

function heading({ name }: RunRecord): HTMLElement {
  return element("h1", { text: name });
}

/** The command that repeats the test, with its seed. */
function repetition(command: string): HTMLElement {
  const code = element("code", { text: command, tabindex: 0 });
  const said = element("span", { class: "note", role: "status" });
  const copy = button("Copy", { "aria-label": "Copy the command" }, () => {
    void copyFrom(code, "Copied.", (text) => {
      said.textContent = text;
    });
  });
  return element("div", { class: "repetition" }, [
    element("span", { text: "Repeat it:" }),
    code,
    copy,
    said,
  ]);
}

/** It was made by the same build as this script, so its form is known. */
function recordFrom(text: string | undefined): RunRecord {
  const record: RunRecord | undefined = text === undefined ? undefined : JSON.parse(text);
  if (record === undefined) throw new Error("it holds no record of a run");
  return record;
}

void open();
