/**
 * The platforms that `make dist` builds for. There is one executable for all x64 processors: Bun's
 * needs SSE4.2 and looks at run time for more, and the registry's `-baseline` is the same file.
 */

export interface Target {
  /** As in the archive's name. */
  readonly name: string;
  /** The package of Bun for it, in the registry's scope @oven. */
  readonly runtime: string;
  /** As npm names them. */
  readonly os: "darwin" | "linux" | "win32";
  readonly cpu: "arm64" | "x64";
  readonly libc?: "glibc" | "musl";
}

export const TARGETS: readonly Target[] = [
  { name: "linux-x64", runtime: "bun-linux-x64", os: "linux", cpu: "x64", libc: "glibc" },
  { name: "linux-x64-musl", runtime: "bun-linux-x64-musl", os: "linux", cpu: "x64", libc: "musl" },
  { name: "linux-arm64", runtime: "bun-linux-aarch64", os: "linux", cpu: "arm64", libc: "glibc" },
  { name: "darwin-arm64", runtime: "bun-darwin-aarch64", os: "darwin", cpu: "arm64" },
  { name: "darwin-x64", runtime: "bun-darwin-x64", os: "darwin", cpu: "x64" },
  { name: "windows-x64", runtime: "bun-windows-x64", os: "win32", cpu: "x64" },
];

/** What the executable is called there. */
export function executableName({ os }: Target): string {
  return os === "win32" ? "eddy.exe" : "eddy";
}
