/**
 * `make dist`: an archive for each platform, their checksums, and the npm packages, all of it a pure
 * function of the sources and the commit. What runs here is run from its archive, and the signature of
 * macOS is checked; the rest is tried by CI on its own system.
 *
 *     bun src/release/dist.ts FOLDER
 */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import packageJson from "../../package.json";
import { VERSION } from "../cli/version.ts";
import { type ArchiveFile, tarGz, zip } from "./archive.ts";
import { compile, installRuntimes } from "./build.ts";
import { signMachO, whyBadSignature } from "./mach-o.ts";
import { examples } from "./examples.ts";
import { makeNotices } from "./notices.ts";
import { mainPackage, platformPackage, type Package } from "./npm.ts";
import { executableName, type Target, TARGETS } from "./targets.ts";

const ROOT = join(import.meta.dir, "../..");

const folder = resolve(process.argv[2] ?? join(ROOT, "dist"));
const archives = join(folder, "archives");
const npm = join(folder, "npm");

const runtimes = installRuntimes(join(folder, "runtimes"));
const papers: readonly ArchiveFile[] = [
  { path: "LICENSE", bytes: readFileSync(join(ROOT, "LICENSE")) },
  { path: "NOTICES", bytes: Buffer.from(await makeNotices()) },
  { path: "README.md", bytes: readFileSync(join(ROOT, "README.md")) },
];
for (const place of [archives, npm]) {
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
}

const sums: string[] = [];
for (const target of TARGETS) {
  const executable = build(target);
  const archive = packArchive(target, executable);
  writePackage(platformPackage(target, executable, papers));
  const ran = isForThisMachine(target) ? tryArchive(archive) : "is built";
  console.log(`${archive.padEnd(40)} ${sizeOf(join(archives, archive))}  ${ran}`);
}
writeFileSync(join(archives, "SHA256SUMS"), sums.join(""));
writePackage(await mainPackage(TARGETS, papers));
console.log(`${VERSION} is in ${archives} and ${npm}`);

function build(target: Target): Uint8Array {
  const work = mkdtempSync(join(tmpdir(), "eddy-dist-"));
  try {
    const compiled = readFileSync(compile(target, runtimes, work));
    if (target.os !== "darwin") return compiled;
    const executable = target.cpu === "x64" ? signMachO(compiled) : compiled;
    const problem = whyBadSignature(executable);
    if (problem !== undefined) throw new Error(`The executable for ${target.name}: ${problem}`);
    return executable;
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** Returns the archive's name. */
function packArchive(target: Target, executable: Uint8Array): string {
  const name = `eddy-${packageJson.version}-${target.name}`;
  const file = { path: executableName(target), bytes: executable, isExecutable: true };
  const files = [file, ...papers, ...examples()].map((one) => ({
    ...one,
    path: `${name}/${one.path}`,
  }));
  const isZip = target.os === "win32";
  const archive = `${name}.${isZip ? "zip" : "tar.gz"}`;
  const bytes = isZip ? zip(files) : tarGz(files);
  writeFileSync(join(archives, archive), bytes);
  sums.push(`${new Bun.CryptoHasher("sha256").update(bytes).digest("hex")}  ${archive}\n`);
  return archive;
}

function writePackage({ archive, files }: Package): void {
  writeFileSync(join(npm, archive), tarGz(files));
}

function isForThisMachine({ os, cpu, libc }: Target): boolean {
  return os === process.platform && cpu === process.arch && libc !== "musl";
}

/** Runs a test with what the archive unpacks to, as a user would. */
function tryArchive(archive: string): string {
  const work = mkdtempSync(join(tmpdir(), "eddy-try-"));
  try {
    const script = `tar -xzf "$1" && cd eddy-* && ./eddy --version && ./eddy test --challenge 3a --time-limit 1 &&
      ./eddy test --virtual -w g-counter --bin examples/counter-seq-kv.ts`;
    const { stdout, stderr, exitCode } = Bun.spawnSync(
      ["sh", "-c", script, "sh", join(archives, archive)],
      { cwd: work, env: { PATH: "/usr/bin:/bin" } },
    );
    const [version] = stdout.toString().split("\n");
    if (exitCode === 0 && version === VERSION) return "runs";
    throw new Error(`${archive} does not run:\n${stdout.toString()}${stderr.toString()}`);
  } finally {
    rmSync(work, { recursive: true });
  }
}

function sizeOf(path: string): string {
  return `${(Bun.file(path).size / 2 ** 20).toFixed(1)} MiB`;
}
