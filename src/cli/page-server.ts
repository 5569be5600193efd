/**
 * Serves one page to the browsers of this machine. A page from elsewhere cannot read it: a name that
 * an attacker lets point to 127.0.0.1 is none that this server answers to (DNS rebinding).
 */

const LOOPBACK = "127.0.0.1";

export interface PageServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** The text says why nothing can be served. */
export class CannotListen extends Error {
  override readonly name = "CannotListen";
}

/** Port 0 is one that is free. Throws CannotListen. */
export function servePage(html: string, port: number): PageServer {
  const server = listen(html, port);
  return {
    url: `http://${LOOPBACK}:${server.port}/`,
    stop: () => server.stop(true),
  };
}

function listen(html: string, port: number): Bun.Server<undefined> {
  try {
    return Bun.serve({
      hostname: LOOPBACK,
      port,
      fetch: (request, { port }) => respond(request, html, port),
    });
  } catch (error) {
    const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    const why = isTaken ? "the port is taken" : error instanceof Error ? error.message : error;
    throw new CannotListen(`Cannot listen on ${LOOPBACK}:${port}: ${why}`);
  }
}

function respond(request: Request, html: string, port: number | undefined): Response {
  if (!isThisServer(request.headers.get("host"), port)) {
    return refusal(421, "This server answers to 127.0.0.1 and localhost only.");
  }
  if (new URL(request.url).pathname !== "/") return refusal(404, "There is one page here, /.");
  if (request.method !== "GET") return refusal(405, "The page can only be read.", { allow: "GET" });
  return new Response(html, {
    headers: {
      ...HEADERS,
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "frame-ancestors 'none'",
    },
  });
}

/** Whether a Host header means this server. Browsers leave out the port 80. */
export function isThisServer(host: string | null, port: number | undefined): boolean {
  const place = port === 80 ? host?.replace(/:80$/u, "") : host;
  return [LOOPBACK, "localhost"].some((name) => place === (port === 80 ? name : `${name}:${port}`));
}

const HEADERS = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

function refusal(status: number, text: string, more: Record<string, string> = {}): Response {
  const headers = { ...HEADERS, ...more, "content-type": "text/plain; charset=utf-8" };
  return new Response(`${text}\n`, { status, headers });
}
