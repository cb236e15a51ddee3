// How long a developer waits for the local system, and for a synth.
import { execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { median } from "../statistics.ts";
import type { Row } from "./row.ts";
import { withDataDirectory } from "./system.ts";

const root = join(import.meta.dirname, "../../..");

/** Runs until it says that it is up, and ends it. */
export const measureStart = async (): Promise<Row> =>
  withDataDirectory(async (directory) => {
    const start = async (): Promise<number> => {
      const begin = performance.now();
      const places = ["--outputs", join(directory, "outputs.json"), "--log-file", join(directory, "log")];
      const child = spawn(
        process.execPath,
        ["scripts/start.ts", "--port", "0", "--aws-port", "0", ...places],
        {
          cwd: root,
          stdio: ["ignore", "ignore", "pipe"],
        },
      );
      const endToo = (): void => void child.kill("SIGKILL");
      process.prependOnceListener("exit", endToo);
      const exited = new Promise((resolve) => child.once("close", resolve));
      let text = "";
      for await (const chunk of child.stderr) {
        text += String(chunk);
        if (text.includes("Up after")) break;
      }
      const seconds = (performance.now() - begin) / 1000;
      child.kill("SIGINT");
      await exited;
      process.off("exit", endToo);
      if (!text.includes("Up after")) throw new Error(text);
      return seconds;
    };
    await start(); // bundles and synthesises where something changed
    return {
      measure: "npm start, nothing changed, until it is up",
      value: median([await start(), await start(), await start()]),
      unit: "s",
    };
  });

/** Every stack of the app: what Node needs to load CDKTF is part of it. */
export const measureSynth = async (): Promise<Row> => {
  const start = performance.now();
  await promisify(execFile)(process.execPath, ["infra/main.ts"], { cwd: root });
  return { measure: "synth of all stacks", value: (performance.now() - start) / 1000, unit: "s" };
};
