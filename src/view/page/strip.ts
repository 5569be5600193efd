/** Below the pictures: the tape, and under it the whole run with its faults and its values. */

import { CoverageChart } from "./charts/coverage.ts";
import { element } from "./dom.ts";
import { Player } from "./map/player.ts";
import { Overview } from "./overview.ts";
import { type State } from "./state.ts";

export function strip(state: State): HTMLElement {
  const { run } = state;
  const rows = [row("run", new Overview(state).root)];
  if (run.record.values.texts.length > 0 && run.holdings.isKnown) {
    rows.push(row("values", coverageStrip(state)));
  }
  return element("div", { class: "strip" }, [
    new Player(state).root,
    element("div", { class: "strip-rows" }, rows.flat()),
  ]);
}

function row(name: string, content: HTMLElement): readonly HTMLElement[] {
  return [element("span", { class: "strip-name", text: name }), content];
}

/** With a line at the moment that is shown: the picture itself stays. */
function coverageStrip(state: State): HTMLElement {
  const chart = new CoverageChart(state, () => {}, true);
  const line = element("div", { class: "now-line", "aria-hidden": "true" });
  chart.root.prepend(line);
  new ResizeObserver(() => chart.resize()).observe(chart.root);
  state.listen(({ view, run }, before) => {
    if (before?.cursorMs === view.cursorMs) return;
    const part = (view.cursorMs - run.startMs) / (run.endMs - run.startMs);
    line.style.left = `${part * 100}%`;
  });
  return chart.root;
}
