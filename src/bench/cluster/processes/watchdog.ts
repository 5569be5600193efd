/**
 * Ends the nodes when the bench itself was ended in a way that it cannot catch. A shell waits for the
 * end of a pipe from this process, which the system closes in any case, and then kills the process
 * groups that it was told of. Most nodes end at the end of their input anyway; one that is paused, or
 * does not look, would stay for ever.
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
      // Without a shell there is nobody to watch. The test runs all the same.
    }
  }

  /** Has a process group killed when this process is gone. */
  add(group: number): void {
    this.#tell(`add ${group}`);
  }

  /** The group is gone; its number may come to mean another one. */
  drop(group: number): void {
    this.#tell(`drop ${group}`);
  }

  /** Lets the shell go, with nobody left to kill. */
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
