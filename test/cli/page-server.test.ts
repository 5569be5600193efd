import { expect, test } from "bun:test";
import { isThisServer } from "../../src/cli/page-server.ts";

test("a request is for this server if it says so by address or name, and by the port", () => {
  for (const host of ["127.0.0.1:8080", "localhost:8080"]) {
    expect(isThisServer(host, 8080)).toBeTrue();
  }
  for (const host of [null, "127.0.0.1", "localhost", "localhost:80", "evil.example:8080"]) {
    expect(isThisServer(host, 8080)).toBeFalse();
  }
});

test("on port 80 browsers leave the port out", () => {
  for (const host of ["127.0.0.1", "localhost", "127.0.0.1:80", "localhost:80"]) {
    expect(isThisServer(host, 80)).toBeTrue();
  }
  for (const host of ["evil.example", "evil.example:80", "localhost:8080", "localhost:80:80"]) {
    expect(isThisServer(host, 80)).toBeFalse();
  }
});
