// Brings what the peers are made of, by their own lockfile, unless it is there already.
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../../run-command.ts";

const folder = "scripts/bench/peers";
export const peersFolder = join(import.meta.dirname, "../peers");

const read = async (path: string): Promise<string> =>
  readFile(join(peersFolder, path), "utf8").catch(() => "");

/** The workspace's own pnpm, which may have to be fetched: scripts/toolchain.sh knows how. */
const install = `. scripts/toolchain.sh && cd ${folder} && run_pnpm install --frozen-lockfile`;

export const installPeers = async (say: (line: string) => void): Promise<void> => {
  const installed = "node_modules/.installed-lockfile";
  if ((await read(installed)) === (await read("pnpm-lock.yaml"))) return;
  say("Installing the peers …");
  const interruption = new AbortController();
  const endToo = (): void => interruption.abort();
  process.once("exit", endToo);
  const { output, ok } = await runCommand({ command: ["sh", "-c", install], signal: interruption.signal });
  process.off("exit", endToo);
  if (!ok) throw new Error(`The peers could not be installed:\n${output}`);
  await copyFile(join(peersFolder, "pnpm-lock.yaml"), join(peersFolder, installed));
};
