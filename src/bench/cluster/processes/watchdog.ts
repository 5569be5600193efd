/**
 * Ends the nodes when the bench itself was ended in a way that it cannot catch. A shell waits for the
 * end of a pipe from this process, which the system closes in any case, and then kills the process
 * groups that it has in its list. Most nodes end at the end of their input anyway; one that is paused, or
 * does not read, would stay.
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
for group in $groups; do kill -KILL "-$group"; done`;

export class Watchdog {
  readonly #input: FileSink | undefined;

  constructor() {
    try {
      const shell = Bun.spawn(["/bin/sh", "-c", SCRIPT], {
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
