// The system that a proof runs on: it is killed and started again on the same data, at first open to everybody, later
// asking for tokens; what was said about faults is said again after each start.
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { startLocalIssuer } from "@message-handler/local-issuer/local-issuer.ts";
import { localTokens } from "../../../infra/config/auth.ts";
import { bundleIfChanged, synthesiseIfChanged } from "../../synthesise.ts";
import { startRunningSystem, type RunningSystem } from "../system/running-system.ts";
import { makeTemporaryFolder } from "../system/temporary-folder.ts";
import type { FaultRule } from "./weather.ts";

/** Waiting is divided by it: the longest pause of a postponed message is half a second then. */
const speed = 200;

/** As `npm start -- --auth jwt` has it, so that both share what is synthesised. */
const usualIssuer = "http://127.0.0.1:4567";

export type StackFiles = { readonly open: string; readonly withTokens: string };

/** Of the sources as they stand. */
export const buildStacks = async (): Promise<StackFiles> => {
  await bundleIfChanged();
  const open = await synthesiseIfChanged("local");
  const withTokens = await synthesiseIfChanged("local", { auth: { kind: "jwt", issuer: usualIssuer } });
  return { open: open.stackFile, withTokens: withTokens.stackFile };
};

/** The stack that takes the tokens of this issuer, whose port is another each time. */
const withIssuer = (stackFile: string, url: string, folder: string): string => {
  const text = readFileSync(stackFile, "utf8");
  if (!text.includes(usualIssuer)) throw new Error(`${stackFile} does not name its issuer`);
  symlinkSync(join(dirname(stackFile), "assets"), join(folder, "assets"));
  const path = join(folder, "cdk.tf.json");
  writeFileSync(path, text.replaceAll(usualIssuer, url));
  return path;
};

const killed = (error: unknown): void => {
  // It may have ended by itself since its pid was read.
  if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
};

export type ProofSystemOptions = { readonly stacks: StackFiles; readonly onLine: (line: string) => void };

export const startProofSystem = async ({ stacks, onLine }: ProofSystemOptions) => {
  const folder = makeTemporaryFolder("proof");
  const issuer = await startLocalIssuer({ port: 0, ...localTokens });
  const tokens = new Map<string, Promise<string>>();
  let rules: readonly FaultRule[] = [];
  let stackFile = stacks.open;
  let hasTokens = false;

  const begin = async (): Promise<RunningSystem> => {
    const started = await startRunningSystem({
      stackFile,
      speed,
      dataDirectory: join(folder.path, "data"),
      onLine,
    });
    await started.setFaults(rules);
    return started;
  };
  const clear = async (): Promise<void> => {
    await issuer.stop();
    folder.remove();
  };
  let running = begin();
  await running.catch(async (error: unknown) => {
    await clear();
    throw error;
  });

  const mint = async (company: string): Promise<string> => {
    const token = tokens.get(company) ?? issuer.mint(company);
    tokens.set(company, token);
    return token;
  };
  const restart = async (signal: NodeJS.Signals): Promise<void> => {
    const before = running;
    running = before.then(async (system) => {
      await system.stop(signal);
      return begin();
    });
    await running;
  };

  return {
    /** The one that runs, once it does. */
    running: async (): Promise<RunningSystem> => running,
    hasTokens: (): boolean => hasTokens,
    token: async (company: string): Promise<string | undefined> => (hasTokens ? mint(company) : undefined),
    issuer,
    restart,
    askForTokens: async (): Promise<void> => {
      stackFile = withIssuer(stacks.withTokens, issuer.url, folder.path);
      hasTokens = true;
      await restart("SIGTERM");
    },
    setFaults: async (next: readonly FaultRule[]): Promise<void> => {
      rules = next;
      await (await running).setFaults(rules);
    },
    /** Ends every process of the function, as a failing machine does; how many there were. */
    kill: async (suffix: string): Promise<number> => {
      const pids = await (await running).pids(suffix);
      for (const pid of pids)
        try {
          process.kill(pid, "SIGKILL");
        } catch (error) {
          killed(error);
        }
      return pids.length;
    },
    stop: async (): Promise<void> => {
      try {
        await (await running).stop();
      } finally {
        await clear();
      }
    },
  };
};

export type ProofSystem = Awaited<ReturnType<typeof startProofSystem>>;
