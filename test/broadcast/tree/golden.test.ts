/**
 * Conversations of one node as text files beside this test: `>` is what it says, `<` what it hears.
 * Each line of input is played, and what the node says must be what the file says next.
 */

import { expect, test } from "bun:test";
import { Member } from "./member.ts";

/** Plays the input of a conversation. Returns the whole of it, with what the node really said. */
function play(text: string): string {
  const [heading = "", ...lines] = text.trimEnd().split("\n");
  const [, name = "", names = ""] = /^node (\w+) of (.*)$/.exec(heading) ?? [];
  const member = new Member(name, names.split(" "));
  const played = [heading];
  for (const line of lines) {
    if (line.startsWith("> ")) continue;
    played.push(line);
    const [, kind = "", rest = ""] = /^(\S*) ?(.*)$/.exec(line) ?? [];
    const [, source = "", body = ""] = /^(\w+) (.*)$/.exec(rest) ?? [];
    if (kind === "<") member.hear(source, JSON.parse(body));
    else if (kind === "client") member.broadcast(JSON.parse(rest));
    else if (kind === "wait") member.pass(Number.parseInt(rest, 10));
    for (const [dest, said] of member.said()) played.push(`> ${dest} ${JSON.stringify(said)}`);
  }
  return `${played.join("\n")}\n`;
}

test.each(["parent-lost.txt", "loss-repaired.txt"])("%s", async (name) => {
  const text = await Bun.file(new URL(name, import.meta.url)).text();
  const played = play(text);
  if (process.env["GOLDEN"] === "write") await Bun.write(new URL(name, import.meta.url), played);
  expect(played).toBe(text);
});
