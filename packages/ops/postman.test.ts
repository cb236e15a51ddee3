import { expect } from "chai";
import { Command, CommanderError } from "commander";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addPostmanCommand } from "./postman.ts";

type Request = {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly auth?: unknown;
    readonly body?: { readonly raw?: string };
  };
  readonly event: readonly {
    readonly listen: string;
    readonly script: { readonly exec: readonly string[] };
  }[];
};
type Collection = {
  readonly variable: readonly { readonly key: string; readonly value: string }[];
  readonly auth: { readonly type: string } & Readonly<Record<string, unknown>>;
  readonly item: readonly { readonly item: readonly Request[] }[];
};

const outputs = {
  api_url: "https://abc.execute-api.eu-central-1.amazonaws.com/v1",
  auth: "iam",
  region: "eu-central-1",
};

describe("ops postman", () => {
  let cwd: string;
  let lines: string[];
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), "postman-"));
    lines = [];
  });
  afterEach(() => {
    rmSync(cwd, { recursive: true });
  });

  const run = async (...args: readonly string[]): Promise<void> => {
    const program = new Command();
    addPostmanCommand(program, { cwd, say: (line) => lines.push(line) });
    for (const command of [program, ...program.commands])
      command.exitOverride().configureOutput({ writeErr: (text) => lines.push(text) });
    await program.parseAsync(["postman", "--outputs", "outputs.json", "--out", "collection.json", ...args], {
      from: "user",
    });
  };
  const save = (content: unknown): void => {
    writeFileSync(join(cwd, "outputs.json"), JSON.stringify(content));
  };
  const make = async (content: unknown): Promise<string> => {
    save(content);
    await run();
    return readFileSync(join(cwd, "collection.json"), "utf8");
  };
  const parse = (text: string): Collection => JSON.parse(text) as Collection;
  const failure = async (...args: readonly string[]): Promise<string> => {
    const error = await run(...args).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(CommanderError).with.property("exitCode", 1);
    return lines.join("\n");
  };

  it("sends every operation to the deployment", async () => {
    const collection = parse(await make(outputs));
    expect(collection.variable).to.deep.include({ key: "baseUrl", value: outputs.api_url, type: "string" });
    const requests = collection.item.flatMap(({ item }) => item);
    expect(requests.map(({ name, request }) => `${request.method} ${name}`)).to.deep.equal([
      "POST Post a message",
      "GET List a company's messages",
      "GET Look a message up",
    ]);
    for (const { request } of requests) expect(JSON.stringify(request)).to.include('"host":["{{baseUrl}}"]');
  });

  /** Of each request: `prerequest` or `test`, and its lines. */
  const scriptsOf = (collection: Collection) =>
    collection.item
      .flatMap(({ item }) => item)
      .map(({ event }) => event.map(({ listen, script }) => `${listen}: ${script.exec.join("\n")}`));

  it("posts a new message in every run, and looks that one up", async () => {
    const text = await make(outputs);
    const collection = parse(text);
    const [post] = collection.item.flatMap(({ item }) => item);
    expect(JSON.parse(post?.request.body?.raw ?? "")).to.deep.equal({
      metadata: {
        message_time: "{{$isoTimestamp}}",
        company_id: "{{company_id}}",
        message_id: "{{message_id}}",
      },
      data: { order_id: "{{$guid}}", order_time: "{{$isoTimestamp}}", order_amount: 20 },
    });
    expect(scriptsOf(collection)[0]?.[0]).to.match(/^prerequest: .*"message_id".*\{\{\$guid\}\}/);
    expect(text).to.include('"value": "{{message_id}}"').and.to.include('"value": "{{company_id}}"');
    const names = collection.variable.map(({ key }) => key);
    expect(names).to.include.members(["message_id", "company_id"]);
  });

  it("tests each response for the status of success, and asks again for a message that is not there yet", async () => {
    const [post, list, get] = scriptsOf(parse(await make(outputs)));
    expect(post?.[1]).to.match(/^test: pm\.test\(.*\.status\(202\)/);
    expect(list).to.have.length(1);
    expect(list?.[0]).to.match(/^test: pm\.test\(.*\.status\(200\)/);
    expect(get?.[0])
      .to.include("pm.response.code === 404")
      .and.to.include("setNextRequest")
      .and.to.include(".status(200)");
  });

  const auths = { iam: "awsv4", jwt: "bearer", none: "noauth" };
  for (const [auth, type] of Object.entries(auths)) {
    it(`signs in as a deployment with ${auth} asks for, for all requests alike`, async () => {
      const collection = parse(await make({ ...outputs, auth }));
      expect(collection.auth.type).to.equal(type);
      for (const { request } of collection.item.flatMap(({ item }) => item))
        expect(request.auth ?? null).to.equal(null);
    });
  }

  it("names the secrets to set, and holds none", async () => {
    const { auth } = parse(await make(outputs));
    expect(JSON.stringify(auth)).to.include('"{{secretAccessKey}}"').and.to.include('"eu-central-1"');
    expect(lines.join("\n")).to.include("accessKeyId, secretAccessKey, sessionToken");
  });

  it("makes the same bytes again", async () => {
    expect((await make(outputs)) === (await make(outputs))).to.equal(true);
  });

  it("gives each request and example an id of its own", async () => {
    const ids = [...(await make(outputs)).matchAll(/"(?:id|_postman_id)": "([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).to.be.above(20);
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it("takes the deployment of the environment that is asked for", async () => {
    const prod = { ...outputs, api_url: "https://prod.example.com/v1" };
    save({ "message-handler-dev": outputs, "message-handler-prod": prod });
    await run("--env", "prod");
    const collection = parse(readFileSync(join(cwd, "collection.json"), "utf8"));
    expect(collection.variable[0]?.value).to.equal(prod.api_url);
    expect(await failure()).to.include("--env");
  });

  it("says what to do when there are no outputs", async () => {
    expect(await failure())
      .to.include("outputs.json cannot be read")
      .and.to.include("npm start");
  });

  it("says which file is no JSON, and what is missing in one that is", async () => {
    writeFileSync(join(cwd, "outputs.json"), "{");
    expect(await failure()).to.include("outputs.json is not JSON");
    save({ api_url: outputs.api_url });
    expect(await failure()).to.include("auth: expected");
  });
});
