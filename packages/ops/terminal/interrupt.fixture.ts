// A process that tests send a signal, which would end their own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

type Interrupt = {
  readonly signal: NodeJS.Signals;
  /** URLs of modules; `body` has what they export, and `wait`. */
  readonly modules: readonly string[];
  /** It gets the signal once it prints something. */
  readonly body: string;
  /** And once more when it has said this on stderr. */
  readonly againAfter?: string;
};

export const interrupt = async ({ signal, modules, body, againAfter }: Interrupt) => {
  const program = `
    for (const url of ${JSON.stringify(modules)}) Object.assign(globalThis, await import(url));
    // To wait for a signal keeps no process.
    setTimeout(() => undefined, 600_000);
    const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    ${body}`;
  // It does not outlive a test that has given it up.
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    timeout: 30_000,
    killSignal: "SIGKILL",
    // Nobody's AWS settings: clients take what they are not given from there.
    env: {},
  });
  const said = text(child.stderr);
  const ended = once(child, "exit");
  let heard = "";
  child.stderr.on("data", (chunk: Buffer) => {
    const before = heard;
    heard += chunk.toString();
    if (againAfter !== undefined && heard.includes(againAfter) && !before.includes(againAfter))
      child.kill(signal);
  });
  await Promise.race([once(child.stdout, "data"), ended]);
  child.kill(signal);
  child.stdin.end();
  await ended;
  return { signal: child.signalCode, said: await said };
};
