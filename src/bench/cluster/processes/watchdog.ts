/**
 * Ends the nodes when the bench itself was ended in a way that it cannot catch. A shell waits for the
 * end of a pipe from this process, which the system closes in any case, and then kills the process
 * groups that it has in its list. Most nodes end at the end of their input anyway; one that is paused,
 * or does not read, would stay. A node that was just being started is not in the list yet: it is found
 * by a variable of its environment, where the system shows that (Linux).
 */

import { type FileSink } from "bun";

const SCRIPT = `trap "" INT TERM HUP
while read -r change group; do
  case $change in
    add) groups="$groups $group" ;;
    drop)
      kept=
      for other in $groups; do [ "$other" = "$group" ] || kept="$kept $other"; done
      groups=$kept ;;
    end) exit ;;
  esac
done
for group in $groups; do kill -KILL "-$group"; done
for attempt in 1 2 3; do
  for environment in /proc/[0-9]*/environ; do
    pid=\${environment#/proc/}
    pid=\${pid%/environ}
    grep -qs "$1" "$environment" && kill -KILL "-$pid"
  done
  sleep 0.2
done`;

/** The name of the variable; its value is different for each bench. */
const MARK = "EDDY_TEST";

export class Watchdog {
  /** The environment of the nodes. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly #input: FileSink | undefined;

  constructor() {
    const id = crypto.randomUUID();
    this.environment = { ...process.env, [MARK]: id };
    try {
      const shell = Bun.spawn(["/bin/sh", "-c", SCRIPT, "sh", `${MARK}=${id}`], {
        cwd: "/",
        stdin: "pipe",
        stdout: "ignore",
        stderr: "ignore",
        detached: true,
      });
      shell.unref();
      this.#input = shell.stdin;
    } catch {
      // Without a shell there is no watchdog. The test runs without one.
    }
  }

  /** Has a process group killed when this process is gone. */
  add(group: number): void {
    this.#tell(`add ${group}`);
  }

  /** The group is gone, and its number may be used again. */
  drop(group: number): void {
    this.#tell(`drop ${group}`);
  }

  /** Ends the shell without killing anything. */
  close(): void {
    this.#tell("end");
  }

  #tell(line: string): void {
    try {
      this.#input?.write(`${line}\n`);
      // It never waits: the pipe takes far more than there is to say.
      void this.#input?.flush();
    } catch {
      // Somebody ended the shell.
    }
  }
}
