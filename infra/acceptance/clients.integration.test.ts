import { expect } from "chai";
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startSystem, type RunningSystem } from "./testing/running-system.ts";

const infra = join(import.meta.dirname, "..");
const execute = promisify(execFile);
/** Nothing else of the project needs it. */
const hasPython = spawnSync("python3", ["--version"]).status === 0;

/** The first code in docs/api.md that is written in this language. */
const exampleIn = (language: string): string => {
  const text = readFileSync(join(infra, "../docs/api.md"), "utf8");
  const [, code] = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "ms").exec(text) ?? [];
  if (code === undefined) throw new Error(`docs/api.md has no code in ${language}`);
  return code;
};

/** Does not compile where the client does not know what an error holds. */
const typedErrors = `
import createClient from "openapi-fetch";
import type { paths } from "./api.d.ts";

const api = createClient<paths>({ baseUrl: "http://127.0.0.1:3000/v1" });
const [message_id, company_id, message_time] = ["42", "43", "2023-12-10t22:02:38z"];
const posted = await api.POST("/messages", {
  body: { metadata: { message_id, company_id, message_time, channel: "web" }, data: { n: 1 }, more: [1] },
});
if (posted.error?.code === "InvalidBody") console.log(posted.error.status, posted.error.detail.length > 10);
const got = await api.GET("/messages/{message_id}", { params: { path: { message_id } } });
if (got.error?.code === "InvalidParameter") console.log(got.error.status, got.error.parameter?.toUpperCase());
const listed = await api.GET("/messages", { params: { query: { company_id, limit: 10, order: "asc" } } });
if (listed.error?.code === "InvalidParameter") console.log(listed.error.status, listed.error.parameter);
// @ts-expect-error There is no such code.
console.log(listed.error?.code === "Nonsense");
// @ts-expect-error The time is missing.
await api.POST("/messages", { body: { metadata: { message_id, company_id }, data: {} } });
`;

const compilerOptions = {
  target: "es2024",
  module: "nodenext",
  types: ["node"],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  allowImportingTsExtensions: true,
  noEmit: true,
};

describe("clients of the API", () => {
  let system: RunningSystem;
  let folder: string;
  before(async () => {
    system = await startSystem();
    folder = mkdtempSync(join(tmpdir(), "clients-"));
    symlinkSync(join(infra, "node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await system.stop();
  });

  const write = (file: string, code: string): void =>
    writeFileSync(join(folder, file), code.replaceAll("http://127.0.0.1:3000/v1", system.outputs.api_url));
  /** What the program prints; it throws with the rest when it fails. */
  const run = async (program: string, ...args: readonly string[]): Promise<string> => {
    const { stdout } = await execute(program, args, { cwd: folder }).catch((error: { stdout: string }) => {
      throw new Error(`${program} ${args.join(" ")}\n${error.stdout}`, { cause: error });
    });
    return stdout;
  };
  const bin = (name: string): string => join(infra, "node_modules/.bin", name);

  it("are made by openapi-typescript, compile, and post, get, list and read errors", async () => {
    await run(bin("openapi-typescript"), join(infra, "../docs/openapi.yaml"), "-o", "api.d.ts");
    write("client.ts", exampleIn("ts"));
    write("errors.ts", typedErrors);
    write("tsconfig.json", JSON.stringify({ compilerOptions, files: ["client.ts", "errors.ts"] }));
    await run(bin("tsc"), "-p", ".");
    expect(await run(process.execPath, "client.ts")).to.equal(
      "Processed { order_amount: 20 }\nrejected so far: 0\n",
    );
    expect(await run(process.execPath, "errors.ts")).to.equal(
      "400 true\n400 MESSAGE_ID\n400 company_id\nfalse\n",
    );
  });

  it("get the result with curl alone, as docs/api.md shows it", async () => {
    write("client.sh", exampleIn("sh"));
    const printed = await run("bash", "-e", "client.sh");
    const [, sha256] = /"sha256":"(\w+)"/.exec(printed) ?? [];
    expect(printed)
      .to.include('"status":"Processed"')
      .and.to.match(new RegExp(`= ${sha256}\n$`));
  });

  (hasPython ? it : it.skip)("get the result with Python alone, as docs/api.md shows it", async () => {
    write("client.py", exampleIn("python"));
    expect(await run("python3", "client.py")).to.equal("Processed {'order_amount': 20}\n");
  });
});
