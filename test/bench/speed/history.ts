/** A history of a broadcast test as large as the largest that people check: about 20 MB. */

const VALUES = 3000;

/** 3,000 broadcasts and 3,000 reads, each of which shows all values so far but the last ten. */
export function broadcastHistory(): string {
  const lines: string[] = [];
  const shown: number[] = [];
  let index = 0;
  const note = (type: string, process: number, f: string, value: string): void => {
    const place = index++;
    lines.push(
      `{:index ${place}, :time ${place * 5_000_000}, :type :${type}, :process ${process}, :f :${f}, :value ${value}}\n`,
    );
  };
  for (let value = 0; value < VALUES; value++) {
    const process = value % 25;
    note("invoke", process, "broadcast", `${value}`);
    note("ok", process, "broadcast", `${value}`);
    if (value >= 10) shown.push(value - 10);
    note("invoke", process, "read", "nil");
    note("ok", process, "read", `[${shown.join(" ")}]`);
  }
  return lines.join("");
}
