// What `npm start` makes sure of before it builds anything: that its ports are free, and that it may write.
import { accessSync, constants } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";

export type WantedPort = { readonly option: string; readonly port: number };

const isTaken = async ({ port }: WantedPort): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.on("error", () => resolve(true));
    server.listen({ port, host: "127.0.0.1" }, () => server.close(() => resolve(false)));
  });

const list = new Intl.ListFormat("en", { type: "conjunction" });

/** Rejects with one sentence that names every port that is taken. */
export const assertPortsFree = async (wanted: readonly WantedPort[]): Promise<void> => {
  const taken: WantedPort[] = [];
  for (const each of wanted) if (await isTaken(each)) taken.push(each);
  if (taken.length === 0) return;
  const [are, uses] =
    taken.length === 1
      ? ["Port", "is taken: stop what uses it"]
      : ["Ports", "are taken: stop what uses them"];
  const names = list.format(taken.map(({ option, port }) => `${port} (--${option})`));
  const free = taken.map(({ option }) => `--${option} 0`).join(" ");
  throw new Error(`${are} ${names} ${uses}, or let any free port be taken with npm start -- ${free}`);
};

/** Throws one sentence when the checkout, where a stack is built, or the folder of the outputs cannot be written to. */
export const assertWritable = (root: string, outputsFile?: string, stackFile?: string): void => {
  const needed = [
    ...(stackFile === undefined ? [root] : []),
    outputsFile === undefined ? root : dirname(outputsFile),
  ];
  for (const folder of new Set(needed))
    try {
      accessSync(folder, constants.W_OK);
    } catch {
      throw new Error(
        folder === root
          ? `${root} cannot be written to, but the stack is built there: take a copy that you may write to, or name --stack-file PATH, --outputs PATH and --log-file PATH`
          : `${folder} cannot be written to: name another file with --outputs PATH`,
      );
    }
};
