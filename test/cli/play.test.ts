import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { playHtml } from "../../src/play/play-page.ts";
import { play, Process } from "../support/process.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "eddy-play-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("eddy play", () => {
  let server: Process;
  let url: string;
  beforeAll(async () => {
    const line = Promise.withResolvers<string>();
    server = new Process(["play"], line.resolve);
    url = await line.promise;
  });
  afterAll(() => server.signal("SIGKILL"));

  /** The status and headers of a request that says it is for this host. */
  async function ask(host: string): Promise<string> {
    const { port } = new URL(url);
    const answer = Promise.withResolvers<string>();
    const socket = connect(Number(port), "127.0.0.1");
    socket.on("data", (data) => answer.resolve(data.toString()));
    socket.on("error", answer.reject);
    socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    const text = await answer.promise;
    socket.destroy();
    return text;
  }

  test("prints the address of its page, on 127.0.0.1 and a port that was free", () => {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/u);
  });

  test("serves the page, in no frame and kept by nobody", async () => {
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(answer.headers.get("content-security-policy")).toBe("frame-ancestors 'none'");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    // Which test/play/page.test.ts runs in a browser.
    expect((await answer.text()) === playHtml()).toBeTrue();
  });

  test.each(["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1.evil.example"])(
    "answers no request for the host %s",
    async (host) => {
      const answer = await ask(host);
      expect(answer).toStartWith("HTTP/1.1 421 ");
      expect(answer).not.toContain("<!doctype");
    },
  );

  test("answers one for localhost", async () => {
    expect(await ask(`localhost:${new URL(url).port}`)).toStartWith("HTTP/1.1 200 ");
  });

  test("has one page, which can only be read", async () => {
    expect((await fetch(`${url}etc/passwd`)).status).toBe(404);
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      const answer = await fetch(url, { method });
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET"]);
    }
  });

  test("says so if the port is taken", async () => {
    const { port } = new URL(url);
    const { exitCode, stderr } = await play("", ["play", "--port", port]);
    expect([exitCode, stderr]).toEqual([
      3,
      `eddy play: Cannot listen on 127.0.0.1:${port}: the port is taken\n`,
    ]);
  });

  test("ends with a signal", async () => {
    const line = Promise.withResolvers<string>();
    const other = new Process(["play"], line.resolve);
    await line.promise;
    other.signal("SIGINT");
    expect(await other.ended).toBe(130);
  });
});

describe("eddy play --write", () => {
  test("leaves the page as one file", async () => {
    const path = join(folder, "page.html");
    expect(await play("", ["play", "--write", path])).toEqual({
      exitCode: 0,
      stdout: `${path}\n`,
      stderr: "",
    });
    expect(readFileSync(path, "utf8") === playHtml()).toBeTrue();
  });

  test.each([
    [
      ["--write", "x.html", "--port", "80"],
      "--write makes a file and serves nothing: leave out --port",
    ],
    [["--write", ""], "--write must name a file"],
    [["--port", "70000"], '--port must be a whole number from 0 to 65535, not "70000"'],
    [["here"], "Unexpected argument 'here'. This command does not take positional arguments"],
  ])("%j is refused with what is wrong", async (args, problem) => {
    expect(await play("", ["play", ...args])).toEqual({
      exitCode: 64,
      stdout: "",
      stderr: `eddy play: ${problem}\nTry: eddy play --help\n`,
    });
  });

  test("says so if the file cannot be written", async () => {
    const { exitCode, stderr } = await play("", ["play", "--write", folder]);
    expect([exitCode, stderr]).toEqual([
      3,
      `eddy play: EISDIR: illegal operation on a directory, open '${folder}'\n`,
    ]);
  });

  test("names the folder if that is what is missing", async () => {
    const { exitCode, stderr } = await play("", ["play", "--write", `${folder}/pages/x.html`]);
    expect([exitCode, stderr]).toEqual([3, `eddy play: ${folder}/pages does not exist\n`]);
  });
});
