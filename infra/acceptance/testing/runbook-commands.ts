// The commands of docs/operating.md, by section, and a shell that runs them without the AWS CLI.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { text as readText } from "node:stream/consumers";
import { promisify } from "node:util";
import type { RunningSystem } from "./running-system.ts";
import { makeAwsCli } from "./aws-cli.ts";

export type RunbookCommand = { readonly section: string; readonly text: string };

const file = join(import.meta.dirname, "../../../docs/operating.md");

/** A block may stand in a list, indented. */
const block = /^(?<indent> *)```sh\n(?<lines>.*?)^ *```$/gms;
const inline = /`(?<lines>(?:aws|ops) [^`]+)`/g;

const toCommands = (section: string): readonly RunbookCommand[] => {
  const [title = ""] = section.split("\n");
  const blocks = [...section.matchAll(block)].map(({ groups, index }) => ({
    index,
    text: (groups?.["lines"] ?? "").replaceAll(new RegExp(`^${groups?.["indent"] ?? ""}`, "gm"), "").trim(),
  }));
  const spans = [...section.replaceAll(block, (found) => " ".repeat(found.length)).matchAll(inline)].map(
    ({ groups, index }) => ({ index, text: groups?.["lines"] ?? "" }),
  );
  return [...blocks, ...spans]
    .toSorted((left, right) => left.index - right.index)
    .map(({ text }) => ({ section: title, text }));
};

/** In the order of the document: its blocks of shell, and the commands of AWS and of operators in its text. */
export const readRunbook = (): readonly RunbookCommand[] =>
  readFileSync(file, "utf8").split(/^#+ /m).flatMap(toCommands);

export type RunbookShell = Awaited<ReturnType<typeof startRunbookShell>>;

/** `aws` is answered by this process; a command that it does not know, or that is refused, ends the script. */
const preamble = `set -euo pipefail
aws() {
  local words=()
  for word in "$@"; do words+=(--data-urlencode "word=$word"); done
  curl -sS --fail-with-body "$AWS_SHIM" "\${words[@]}"
}
`;

const execute = promisify(execFile);

/** Variables and functions that a command sets are there for those after it. */
export const startRunbookShell = async (system: RunningSystem, directory: string) => {
  const aws = makeAwsCli(system.awsEndpoint);
  const server = createServer((request, response) => {
    void readText(request)
      .then(async (form) => aws(new URLSearchParams(form).getAll("word"), directory))
      .then(
        (output) => response.end(output),
        (error: unknown) => response.writeHead(400).end(`${String(error)}\n`),
      );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const state = join(directory, "state.sh");
  const api = new URL(system.outputs.api_url).origin;
  const names = /^(?:export )?([A-Z_]+)=/gm;
  const known = new Set(["AWS_ENDPOINT_URL"]);

  const operatorsMain = join(import.meta.dirname, "../../../packages/ops/main.ts");

  /** As a reader would who says yes to what is asked, but for the ports and for what only the reader can know, which is kept as it is. */
  const toScript = (command: string): string =>
    command
      .replaceAll("http://127.0.0.1:4566", system.awsEndpoint)
      .replaceAll("http://127.0.0.1:3000", api)
      .replaceAll("npm run --silent ops --", `node ${operatorsMain}`)
      .replaceAll(
        /^ops (?:dlq (?:redrive|drop|import)|rebuild|reconcile|replay|erase)\b(?!.*--dry-run).*$/gm,
        "$& --yes",
      )
      .replaceAll(/^[A-Z_]+=….*$/gm, "");

  return {
    /** What it prints; rejects when it fails. */
    run: async (command: string): Promise<string> => {
      const script = toScript(command);
      for (const [, name = ""] of script.matchAll(names)) known.add(name);
      const keep = `declare -p ${[...known].join(" ")} > ${state}.new 2>/dev/null || true; declare -f >> ${state}.new; mv ${state}.new ${state}`;
      const { stdout } = await execute(
        "bash",
        ["--norc", "-c", `${preamble}[ ! -e ${state} ] || . ${state}\n${script}\n${keep}`],
        {
          cwd: directory,
          env: {
            HOME: directory,
            PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
            AWS_SHIM: `http://127.0.0.1:${port}`,
          },
        },
      );
      return stdout;
    },
    stop: async (): Promise<void> => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
};
