import { expect } from "chai";
import { endpointOfAll } from "./target/find-local.ts";
import { InvalidArgumentError } from "commander";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { addOperatorCommand, mayChange, type OperatorCommand } from "./command.ts";
import { OperatorError } from "./operator-error.ts";
import { wholeNumber } from "./option-values.ts";
import { makeProgram, runProgram } from "./run-program.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** Answers what a command asks Lambda about the stack; SQS refuses, as AWS words it. */
const startCloud = async (): Promise<Server> => {
  const configuration = {
    FunctionName: "a-local-process-message",
    Environment: {
      Variables: { QUEUE_URL: "http://q/1/a-local-messages", MESSAGES_BUCKET: "b", MESSAGES_TABLE: "t" },
    },
  };
  const denied = {
    __type: "com.amazonaws.sqs#AccessDeniedException",
    message:
      "User: arn:aws:iam::1:role/reader is not authorized to perform: sqs:receivemessage on resource: arn:x",
  };
  const server = createServer((request, response) => {
    const url = request.url ?? "";
    if (url === "/_local/state")
      response.end(JSON.stringify({ functions: [{ name: "a-local-process-message" }], speed: 60 }));
    else if (url.includes("nowhere"))
      response
        .writeHead(404, { "x-amzn-errortype": "ResourceNotFoundException" })
        .end(JSON.stringify({ Message: "no" }));
    else if (url.endsWith("/configuration"))
      response.writeHead(200, { "x-amzn-requestid": "1" }).end(JSON.stringify(configuration));
    else
      response.writeHead(403, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(denied));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
};

type Doc = { readonly letters: number };
type Definition = OperatorCommand<{ readonly id?: string; readonly limit?: number }, Doc>;

describe("an operator's command", () => {
  let server: Server;
  let endpoint: string;
  let asked = 0;
  before(async () => {
    server = await startCloud();
    server.on("request", ({ url }) => {
      if (url === "/_local/state") asked += 1;
    });
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  const run = async (
    args: readonly string[],
    definition: Partial<Definition> = {},
    variables: Readonly<Record<string, string>> = { AWS_ENDPOINT_URL: endpoint },
    outputs?: string,
    terminal: { readonly columns?: number } = {},
  ) => {
    const stdin = new PassThrough();
    const stdout = Object.assign(new PassThrough(), terminal);
    const stderr = Object.assign(new PassThrough(), terminal);
    stdin.write("y\n");
    const program = makeProgram().configureOutput({
      writeOut: (out) => stdout.write(out),
      writeErr: (out) => stderr.write(out),
    });
    addOperatorCommand<{ readonly id?: string; readonly limit?: number }, Doc>(
      program,
      { stdin, stdout, stderr, variables, readOutputs: async () => outputs, cwd: "/", stateDirectory: "/" },
      {
        name: "look <id>",
        description: "look at one",
        examples: [["look 7", "at the seventh"]],
        options: [{ flags: "--limit <n>", description: "at most", parse: wholeNumber(1, 10) }],
        changes: true,
        run: async () => ({ letters: 2 }),
        toText: ({ letters }) => `${letters} letters`,
        ...definition,
      },
    );
    const code = await runProgram(program, args);
    stdout.end();
    stderr.end();
    return { code, stdout: await text(stdout), stderr: await text(stderr) };
  };

  it("prints what it found for people, or as one JSON document", async () => {
    expect(await run(["look", "7"])).to.deep.equal({ code: 0, stdout: "2 letters\n", stderr: "" });
    expect(
      await run(["look", "7", "--json"], {
        run: async (_target, _options, terminal) => {
          terminal.say("looking");
          return { letters: 3 };
        },
      }),
    ).to.deep.equal({ code: 0, stdout: '{"letters":3}\n', stderr: "looking\n" });
  });

  it("hands over the stack on this machine, its options and its argument", async () => {
    let seen: unknown;
    await run(["look", "7", "--limit", "3", "--dry-run"], {
      run: async ({ clients: _clients, ...target }, { id, limit, dryRun }) => {
        seen = { target, id, limit, dryRun };
        return { letters: 0 };
      },
    });
    expect(seen).to.deep.equal({
      target: {
        stack: "a-local",
        fullName: `a-local at ${endpoint}`,
        isLocal: true,
        speed: 60,
        queueUrl: "http://q/1/a-local-messages",
        deadLetterQueueUrl: "http://q/1/a-local-dead-letters",
        bucket: "b",
        table: "t",
      },
      id: "7",
      limit: 3,
      dryRun: true,
    });
  });

  it("names the stack and where it is, in what it asks and in a dry run", async () => {
    const asking: Definition["run"] = async (_target, _options, { confirm }) => ({
      letters: (await confirm("Drop?")) ? 2 : 0,
    });
    expect(await run(["look", "7"], { run: asking })).to.deep.equal({
      code: 0,
      stdout: "2 letters\n",
      stderr: `a-local at ${endpoint}:\nDrop? [y/N] `,
    });
    const dry = `Dry run: a-local at ${endpoint}\n2 letters\n`;
    expect((await run(["look", "7", "--dry-run"])).stdout).to.equal(dry);
  });

  it("breaks what it says of a change between words, and leaves what it has only looked at as it is", async () => {
    const variables = { AWS_ENDPOINT_URL: endpoint };
    const definition = { toText: () => "eleven letters" };
    const narrow = async (parts: Partial<Definition>) =>
      run(["look", "7"], { ...definition, ...parts }, variables, undefined, { columns: 10 });
    expect((await narrow({})).stdout).to.equal("eleven\nletters\n");
    expect((await narrow({ changes: false })).stdout).to.equal("eleven letters\n");
    const failing = async (): Promise<Doc> => Promise.reject(new OperatorError("no letter"));
    expect((await narrow({ run: failing })).stderr).to.equal("error: no\nletter\n");
  });

  it("works on no other system than the one that a variable names", async () => {
    const outputs = JSON.stringify({ aws_endpoint: endpoint });
    expect((await run(["look", "7"], {}, {}, outputs)).code).to.equal(0);
    for (const [name, named] of [
      ["AWS_ENDPOINT_URL", "http://127.0.0.1:9"],
      ["AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:9"],
      ["AWS_ENDPOINT_URL", "https://sqs.example.com"],
    ] as const)
      expect(await run(["look", "7"], {}, { [name]: named }, outputs)).to.deep.equal({
        code: 1,
        stdout: "",
        stderr: `error: ${name} names ${named}, where no local system answers: start it with npm start, unset ${name}, or give --env NAME for a deployed one\n`,
      });
    const two = { AWS_ENDPOINT_URL: endpoint, AWS_ENDPOINT_URL_SQS: "http://127.0.0.1:9" };
    expect((await run(["look", "7"], {}, two)).stderr).to.equal(
      `error: AWS_ENDPOINT_URL_SQS names http://127.0.0.1:9, and another variable ${endpoint}: name one system\n`,
    );
  });

  it("works on no deployed system of which a variable names a part elsewhere", async () => {
    const elsewhere = { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9" };
    const variables = { ...elsewhere, NAME_PREFIX: "a", AWS_ENDPOINT_URL: endpoint };
    expect(await run(["look", "7", "--env", "local"], {}, variables)).to.deep.equal({
      code: 1,
      stdout: "",
      stderr: `error: AWS_ENDPOINT_URL_S3 names http://127.0.0.1:9, and AWS_ENDPOINT_URL ${endpoint}: name one system\n`,
    });
    expect((await run(["look", "7", "--env", "prod"], {}, elsewhere)).stderr).to.equal(
      "error: AWS_ENDPOINT_URL_S3 names http://127.0.0.1:9, and the other services would be AWS's own: unset it\n",
    );
    const vpc = { AWS_ENDPOINT_URL_S3: "https://bucket.vpce-0a1b.s3.eu-west-1.vpce.amazonaws.com" };
    expect(endpointOfAll({ variables: vpc, readOutputs: async () => undefined })).to.equal(undefined);
    const same = { ...variables, AWS_ENDPOINT_URL_S3: endpoint };
    expect((await run(["look", "7", "--env", "local"], {}, same)).code).to.equal(0);
  });

  it("asks the system on this machine once what it is", async () => {
    asked = 0;
    await run(["look", "7"]);
    expect(asked).to.equal(1);
  });

  it("ends with 1 when part of it went wrong, and still prints the document", async () => {
    const ran = await run(["look", "7", "--json"], { hasFailed: ({ letters }) => letters > 0 });
    expect(ran).to.deep.equal({ code: 1, stdout: '{"letters":2}\n', stderr: "" });
  });

  for (const [what, args, said] of [
    ["an unknown option", ["look", "7", "--nonsense"], "--nonsense"],
    ["a number out of its range", ["look", "7", "--limit", "11"], "from 1 to 10"],
    ["no argument", ["look"], "missing required argument 'id'"],
  ] as const)
    it(`ends with 2 and says so when there is ${what}`, async () => {
      const ran = await run(args);
      expect(ran).to.include({ code: 2, stdout: "" });
      expect(ran.stderr).to.contain(said);
    });

  it("ends with 2 and says so when only the command itself can tell that its argument is wrong", async () => {
    const ran = await run(["look", "7"], {
      run: async (): Promise<Doc> => {
        throw new InvalidArgumentError("Expected an id.");
      },
    });
    expect(ran).to.deep.equal({
      code: 2,
      stdout: "",
      stderr: "error: Expected an id.\nSee ops look --help\n",
    });
  });

  it("ends with 1 and the reason in one line, without a stack", async () => {
    const failing = (reason: Error) => ({
      run: async (): Promise<Doc> => {
        throw reason;
      },
    });
    expect(await run(["look", "7"], failing(new OperatorError("no letter has this id")))).to.deep.equal({
      code: 1,
      stdout: "",
      stderr: "error: no letter has this id\n",
    });
    expect((await run(["look", "7"], failing(new TypeError("a\n  b")))).stderr).to.equal("error: a b\n");
    const withText = new SyntaxError(`Unexpected token 's', "secret" is not valid JSON`);
    expect((await run(["look", "7"], failing(withText))).stderr).not.to.include("secret");
  });

  it("names the action that is missing, and of what kind the resource is", async () => {
    const { ReceiveMessageCommand } = await import("@aws-sdk/client-sqs");
    const { HeadObjectCommand } = await import("@aws-sdk/client-s3");
    const asking = (ask: Definition["run"]) => ({ run: ask });
    const refused = await run(
      ["look", "7"],
      asking(async ({ clients, queueUrl: QueueUrl }) => {
        await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
        return { letters: 0 };
      }),
    );
    expect(refused).to.deep.equal({
      code: 1,
      stdout: "",
      stderr: "error: access denied: these credentials lack sqs:ReceiveMessage on a queue\n",
    });
    // S3 answers a HEAD without a word.
    const silent = await run(
      ["look", "7"],
      asking(async ({ clients, bucket: Bucket }) => {
        await clients.s3.send(new HeadObjectCommand({ Bucket, Key: "k" }));
        return { letters: 0 };
      }),
    );
    expect(silent.stderr).to.equal(
      "error: access denied: these credentials lack s3:GetObject on the archive\n",
    );
  });

  it("ends with 2 and says so when --env and --local exclude each other, or --env has no name", async () => {
    expect(await run(["look", "7", "--env", "prod", "--local"])).to.deep.equal({
      code: 2,
      stdout: "",
      stderr: "error: --env and --local exclude each other.\nSee ops look --help\n",
    });
    const nameless = await run(["look", "7", "--env", ""]);
    expect(nameless.code).to.equal(2);
    expect(nameless.stderr).to.contain("--env needs a name.\nSee ops look --help\n");
  });

  it("names the endpoint that knows no such stack, where it is not AWS's own", async () => {
    const ran = await run(["look", "7", "--env", "nowhere"]);
    expect(ran).to.deep.equal({
      code: 1,
      stdout: "",
      stderr: `error: there is no stack message-handler-nowhere at ${endpoint}, which AWS_ENDPOINT_URL names; unset it to ask AWS\n`,
    });
  });

  it("names the stack that it would look for where no region says where", async () => {
    const main = join(import.meta.dirname, "main.ts");
    const nowhere = { AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null" };
    const child = spawn(process.execPath, [main, "status", "--env", "nope"], { env: nowhere });
    const [said] = await Promise.all([text(child.stderr), once(child, "exit")]);
    expect(said).to.equal(
      "error: no AWS region to look for the stack message-handler-nope in: set AWS_REGION, or name one in the profile of your credentials\n",
    );
    expect(child.exitCode).to.equal(1);
  });

  it("shows examples, and takes --yes and --dry-run only where something changes", async () => {
    const help = (await run(["look", "--help"])).stdout;
    expect(help).to.contain("Examples:\n  ops look 7\n      at the seventh\n").and.to.contain("--dry-run");
    expect((await run(["look", "--help"], { changes: false })).stdout).not.to.contain("--dry-run");
  });
});

describe("mayChange", () => {
  const asked: string[] = [];
  const terminal = (
    isInteractive: boolean,
    answer: boolean,
  ): Pick<Terminal, "isInteractive" | "confirm"> => ({
    isInteractive,
    confirm: async (question) => {
      asked.push(question);
      return answer;
    },
  });

  it("asks a person, unless --yes is given", async () => {
    expect(await mayChange({}, terminal(true, false), "Drop 2 letters?")).to.equal(false);
    expect(await mayChange({}, terminal(true, true), "Drop 3 letters?")).to.equal(true);
    expect(await mayChange({ yes: true }, terminal(false, false), "Drop 4 letters?")).to.equal(true);
    expect(asked).to.deep.equal(["Drop 2 letters?", "Drop 3 letters?"]);
  });

  it("refuses where nobody can be asked", async () => {
    const refusal = await mayChange({}, terminal(false, true), "Drop?").catch((error: unknown) => error);
    expect(String(refusal)).to.match(/OperatorError: .*--yes.*--dry-run/);
  });
});
