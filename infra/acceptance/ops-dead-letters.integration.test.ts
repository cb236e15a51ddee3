import {
  ListEventSourceMappingsCommand,
  LambdaClient,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { toLoopbackClient } from "@message-handler/local-cloud/loopback";
import { until } from "@message-handler/local-cloud/testing";
import { expect } from "chai";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aMessage, type SentMessage } from "./testing/message.ts";
import { makeOps, type Ops } from "./testing/ops.ts";
import { startSystem, type QueueState, type RunningSystem } from "./testing/running-system.ts";

type Letter = {
  readonly id: string;
  readonly message_id: string;
  readonly company_id: string;
  readonly code: string;
  readonly receive_count: number;
  readonly received_at: string;
  readonly expires_at: string;
  readonly request_id: string;
};
type List = { readonly letters: readonly Letter[] };

const refusing = {
  service: "s3",
  operation: "PutObject",
  effect: { type: "error", code: "AccessDenied", status: 403 },
};

describe("ops on a system with dead letters", () => {
  let system: RunningSystem;
  let ops: Ops;
  let directory: string;
  const company = randomUUID();
  const another = randomUUID();
  let sent: readonly SentMessage[];
  /** By the message's id. */
  const requests = new Map<string, string>();

  const queueState = async (suffix: string): Promise<QueueState> => {
    const found = (await system.state()).queues.find(({ name }) => name.endsWith(suffix));
    if (found === undefined) throw new Error(`there is no queue ${suffix}`);
    return found;
  };
  const untilLetters = async (count: number): Promise<void> => {
    await until(
      `${count} letters are visible`,
      async () => (await queueState("-dead-letters")).visible === count,
    );
  };
  const letters = async (...args: readonly string[]): Promise<readonly Letter[]> =>
    (await ops.json<List>(["dlq", "list", ...args])).letters;
  const letterOf = async (index: number): Promise<Letter> => {
    const found = (await letters()).find(({ message_id }) => message_id === sent[index]?.message_id);
    if (found === undefined) throw new Error(`message ${index} is no letter`);
    return found;
  };

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "ops-"));
    system = await startSystem();
    ops = makeOps(system, directory);
    await system.setFaults(refusing);
    sent = [company, company, another].map((company_id) => aMessage({ company_id }));
    // One at a time: what fails together is an outage, and postponed.
    for (const { raw, message_id } of sent) {
      const answer = await system.post(raw);
      expect(answer.status).to.equal(202);
      requests.set(message_id, String(answer.json?.["request_id"]));
    }
  });
  after(async () => {
    await system.stop();
    rmSync(directory, { recursive: true });
  });

  it("say of a message that is being retried that it is in the queue, and how it failed", async () => {
    const [first] = sent;
    const known = await until("an attempt is logged", async () => {
      const found = await ops.json<{
        readonly where: string;
        readonly attempts: readonly { readonly code: string }[];
      }>(["message", first?.message_id ?? ""]);
      return found.attempts.length > 0 && found;
    });
    // After the last of its three it may be about to be a letter.
    const isRetried = known.attempts.length < 3;
    expect(known.where).to.be.oneOf([isRetried ? "queue" : "unknown", "dead-letters"]);
    expect(known.attempts[0]?.code).to.equal("AccessDenied");
  });

  it("list letters with their cause, company and times, and count no look as a delivery", async () => {
    await untilLetters(3);
    for (let look = 0; look < 2; look += 1) {
      const found = await letters();
      // Nothing is hidden any longer than the look took.
      expect((await queueState("-dead-letters")).visible).to.equal(3);
      expect(found).to.have.length(3);
      for (const { message_id, code, receive_count, request_id, received_at, expires_at } of found) {
        expect({ code, receive_count, request_id }).to.deep.equal({
          code: "AccessDenied",
          receive_count: 3,
          request_id: requests.get(message_id),
        });
        expect(Date.parse(expires_at) - Date.parse(received_at)).to.be.within(
          14 * 86_400_000,
          14 * 86_400_000 + 5000,
        );
      }
    }
    expect(await letters("--company", company.toUpperCase())).to.have.length(2);
    expect(await letters("--code", "SlowDown")).to.deep.equal([]);
    const { stdout } = await ops.run("dlq", "list");
    expect(stdout).to.contain(`AccessDenied, company ${company}: 2 letters\n  PutObject `);
  });

  it("show the state of the pipeline, with the time at which the first letter expires", async () => {
    type Status = {
      readonly queue: object;
      readonly dead_letters: { readonly count: number; readonly first_expires_at: string };
      readonly alarms: readonly { readonly name: string; readonly state: string }[];
    };
    await system.untilAlarm("-dead-letters", "ALARM");
    const status = await ops.json<Status>(["status"]);
    expect(status.queue).to.include({ visible: 0, in_flight: 0, oldest_seconds: 0 });
    const first = (await letters()).map(({ expires_at }) => expires_at).toSorted()[0];
    expect(status.dead_letters).to.deep.equal({ count: 3, first_expires_at: first });
    expect(status.alarms.find(({ name }) => name.endsWith("-dead-letters"))?.state).to.equal("ALARM");
    expect((await ops.run("status")).stdout).to.match(/dead letters +3, the first expires in 13d 23h/);
  });

  it("show one letter with its text and its failed deliveries, by its id or its message's", async () => {
    const { id, message_id } = await letterOf(0);
    type Shown = { readonly body: string; readonly attempts: readonly { readonly receive_count: number }[] };
    const shown = await ops.json<Shown>(["dlq", "show", message_id]);
    expect(shown).to.include({ id, body: sent[0]?.raw });
    expect(shown.attempts.map(({ receive_count }) => receive_count)).to.deep.equal([1, 2, 3]);
    expect((await ops.run("dlq", "show", id)).stdout).to.contain("PutObject failed");
    const nobody = randomUUID();
    const unknown = await ops.run("dlq", "show", nobody);
    expect(unknown).to.include({ code: 1, stdout: "" });
    expect(unknown.stderr).to.contain(`ops message ${nobody}`);
    expect(await ops.run("dlq", "show", "xyz")).to.include({ code: 2, stdout: "" });
  });

  it("tell where a letter's message is, and nothing of one that there never was", async () => {
    const { id, message_id } = await letterOf(0);
    type Known = { readonly attempts: readonly object[] };
    const known = await ops.json<Known>(["message", message_id]);
    expect(known).to.deep.include({
      message_id,
      where: "dead-letters",
      record: null,
      object: null,
      letter: id,
      company_id: company,
      not_looked_up: [],
      next: `ops diagnose --local tells whether that lasts; once it is mended, ops dlq redrive --id ${id} --local`,
    });
    expect(await ops.json(["company", company])).to.deep.include({
      dead_letters: { count: 3, own: 2 },
    });
    expect(known.attempts).to.have.length(3);
    expect(await ops.json(["message", requests.get(message_id) ?? ""])).to.deep.equal(known);
    const nobody = randomUUID();
    expect(await ops.json(["message", nobody])).to.deep.include({
      message_id: nobody,
      where: "unknown",
      record: null,
      object: null,
      attempts: [],
      next: `ask by the request_id of its 202 (x-amzn-requestid), or further back: ops message ${nobody} --since 7d --local`,
    });
  });

  const file = (): string => join(directory, "letters.jsonl");

  it("export letters into a file, and leave them where they are", async () => {
    expect(await ops.json(["dlq", "export", "--to", "letters.jsonl"])).to.include({ exported: 3, failed: 0 });
    const lines = readFileSync(file(), "utf8").trim().split("\n");
    const bodies = lines.map((line) => (JSON.parse(line) as { readonly body: string }).body);
    expect(bodies).to.have.members(sent.map(({ raw }) => raw));
    expect((await queueState("-dead-letters")).visible).to.equal(3);
    const { stdout, stderr } = await ops.run("dlq", "export", "--to", "-");
    expect(stdout.trim().split("\n")).to.have.members(lines);
    expect(stderr).to.equal("Wrote 3 letters.\n");
    expect(await ops.run("dlq", "export", "--to", "-", "--json")).to.include({ code: 2, stdout: "" });
    // What may be the last copy of a text is not written over.
    expect((await ops.run("dlq", "export", "--to", "letters.jsonl")).code).to.equal(1);
  });

  it("change nothing where nobody can be asked, and nothing with --dry-run", async () => {
    const { id } = await letterOf(2);
    for (const line of [["redrive"], ["drop", "--id", id]]) {
      const refused = await ops.run("dlq", ...line);
      expect(refused, line.join(" ")).to.include({ code: 1, stdout: "" });
      expect(refused.stderr).to.contain("--yes");
    }
    expect(await ops.json(["dlq", "redrive", "--dry-run"])).to.include({ moved: 3, failed: 0 });
    expect(await ops.json(["dlq", "redrive", "--company", company, "--dry-run"])).to.include({ moved: 2 });
    expect(await ops.json(["dlq", "drop", "--all", "--dry-run"])).to.include({ dropped: 3 });
    expect((await ops.run("dlq", "drop", "--yes")).code).to.equal(2);
    expect((await queueState("-dead-letters")).visible).to.equal(3);
  });

  it("say in a dry run which letters it is about, and end with 1 where one that was named is not there", async () => {
    const { stdout } = await ops.run("dlq", "drop", "--all", "--dry-run");
    expect(stdout)
      .to.match(/^Dry run: message-handler-local at http:.*\n2 letters: AccessDenied, /)
      .and.to.contain(
        `2 letters: AccessDenied, ${company}\n1 letter: AccessDenied, ${another}\nWould delete 3 `,
      );
    for (const command of ["redrive", "drop"])
      for (const named of ["--id", "--company"])
        for (const consent of ["--dry-run", "--yes"]) {
          const ran = await ops.run("dlq", command, named, randomUUID(), consent);
          expect(ran.code, `${command} ${named} ${consent}`).to.equal(1);
          expect(ran.stdout).to.contain("None of 3 letters matches. ops dlq list --local shows");
        }
    const { id } = await letterOf(0);
    const nobody = randomUUID();
    const ran = await ops.run("dlq", "drop", "--id", id, "--id", nobody, "--dry-run");
    expect(ran.code).to.equal(1);
    expect(ran.stdout).to.contain("Would delete 1 letter.");
    expect(ran.stderr).to.contain(`No letter has the id ${nobody}`);
    const exported = await ops.run("dlq", "export", "--to", "none.jsonl", "--company", nobody);
    expect(exported).to.deep.equal({
      code: 1,
      stdout: "None of 3 letters matches. Nothing was written.\n",
      stderr: "",
    });
    expect(existsSync(join(directory, "none.jsonl"))).to.equal(false);
    expect((await queueState("-dead-letters")).visible).to.equal(3);
  });

  it("drop a letter for ever, and say that its text is nowhere else", async () => {
    const { id, message_id } = await letterOf(2);
    expect(await ops.json(["dlq", "drop", "--id", id, "--yes"])).to.deep.equal({
      dropped: 1,
      failed: 0,
      letters: [{ id, message_id, archived_as: null }],
    });
    expect(await letters()).to.have.length(2);
  });

  it("import what was dropped, as it was, and name what of a letter is in the archive", async () => {
    const [, , third] = readFileSync(file(), "utf8")
      .trim()
      .split("\n")
      .toSorted((left, right) => Number(left.includes(another)) - Number(right.includes(another)));
    writeFileSync(join(directory, "third.jsonl"), `${third}\n`);
    const line = ["dlq", "import", "--from", "third.jsonl", "--yes"];
    expect(await ops.json(line)).to.deep.equal({ imported: 1, present: 0, failed: 0 });
    // A second time adds nothing.
    expect(await ops.json(line)).to.deep.equal({ imported: 0, present: 1, failed: 0 });
    expect((await queueState("-dead-letters")).visible).to.equal(3);
    const { code, receive_count, request_id } = await letterOf(2);
    expect({ code, receive_count, request_id }).to.deep.equal({
      code: "AccessDenied",
      receive_count: 3,
      request_id: requests.get(sent[2]?.message_id ?? ""),
    });
    const { message_id = "", company_id = "", raw = "" } = sent[2] ?? {};
    await system.setFaults();
    await system.enqueue(raw);
    await system.untilRecorded(message_id, "Processed");
    expect(await ops.json(["dlq", "drop", "--company", company_id, "--dry-run"])).to.deep.nested.include({
      "letters[0].archived_as": `${company_id}/${message_id}.json`,
    });
  });

  it("redrive some, which are recorded as first accepted, and the others with the rest", async () => {
    const { id, message_id, received_at } = await letterOf(0);
    expect(await ops.json(["dlq", "redrive", "--id", message_id, "--rate", "5", "--yes"])).to.deep.equal({
      moved: 1,
      failed: 0,
    });
    const { json } = await system.untilRecorded(message_id, "Processed");
    expect(json).to.include({ received_at, request_id: requests.get(message_id) });
    expect((await letters()).map((letter) => letter.id))
      .to.have.length(2)
      .and.not.include(id);
    // One of these was imported, and has no queue that it came from.
    expect(await ops.json(["dlq", "redrive", "--yes"])).to.deep.equal({ moved: 2, failed: 0 });
    await system.untilRecorded(sent[1]?.message_id ?? "", "Processed");
    await system.untilIdle();
    expect(await letters()).to.deep.equal([]);
  });

  it("know the deliveries that failed after the redrive, and compare the object's hash", async () => {
    const { message_id = "", company_id = "", raw = "" } = sent[0] ?? {};
    const sha256 = createHash("sha256").update(raw).digest("hex");
    type Known = { readonly attempts: readonly { readonly code: string }[] };
    const known = await ops.json<Known>(["message", message_id]);
    expect(known).to.deep.include({
      where: "processed",
      object: { key: `${company_id}/${message_id}.json`, sha256, matches: true },
    });
    expect(known.attempts.map(({ code }) => code)).to.deep.equal([
      "AccessDenied",
      "AccessDenied",
      "AccessDenied",
    ]);
  });

  it("count a company's messages, and its rejections by cause", async () => {
    const wrong = aMessage({ company_id: company, message_time: "yesterday" });
    await system.post(wrong.raw);
    const { json } = await system.untilRecorded(wrong.message_id, "Rejected");
    const request = String(json?.["request_id"]);
    const known = await until("its delivery's end is in the log", async () => {
      const found = await ops.json<{ readonly where: string }>(["message", request]);
      return found.where !== "queue" && found;
    });
    expect(known).to.deep.include({
      where: "rejected",
      record: null,
      not_looked_up: ["record", "object"],
      next: `ops message ${request} --scan --local`,
    });
    const { stdout } = await ops.run("message", request, "--scan");
    expect(stdout).to.match(/^where +rejected\n\ncompany .*\naccepted .*\nrecord +/m);
    expect(await ops.json(["company", company])).to.deep.include({
      processed: 2,
      rejected: 1,
      by_code: { InvalidMessage: 1 },
    });
    expect((await ops.run("company", company)).stdout).to.match(
      /processed +2\nrejected +1: InvalidMessage 1/,
    );
  });

  it("say of a postponed message that it comes back by itself, and when it was accepted", async () => {
    const { raw, message_id } = aMessage({ company_id: company });
    await system.setFaults({
      service: "dynamodb",
      operation: "PutItem",
      effect: { type: "error", code: "ThrottlingException", status: 400 },
    });
    const since = Date.now();
    const request = String((await system.post(raw)).json?.["request_id"]);
    type Known = { readonly note: string; readonly accepted_at: string };
    const known = await until("it is postponed", async () => {
      const found = await ops.json<Known>(["message", request]);
      return found.note.startsWith("It is postponed") && found;
    });
    expect(known).to.deep.include({
      where: "queue",
      request_id: request,
      not_looked_up: ["object"],
      next: "nothing to do; ops diagnose --local tells what it waits for",
    });
    expect(Date.parse(known.accepted_at)).to.be.within(since - 1000, Date.now() + 1000);
    await system.setFaults();
    await system.untilRecorded(message_id, "Processed");
  });

  describe("while nothing is taken from the queue", () => {
    const count = 60;
    /** Another's letters count for none of these tests. */
    const merchant = randomUUID();
    const messages = Array.from({ length: count }, () => aMessage({ company_id: merchant }));
    const importing = ["dlq", "import", "--from", "many.jsonl", "--yes"];
    const untilAllLie = async (): Promise<void> => {
      // What lies there already is not imported once more.
      await ops.json(importing);
      expect((await queueState("-dead-letters")).visible).to.equal(count);
    };
    let lambda: LambdaClient;
    const setEventSource = async (Enabled: boolean): Promise<void> => {
      const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
      const UUID = EventSourceMappings[0]?.UUID;
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
      await until("it is so", async () => {
        const { EventSourceMappings: after = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
        return after[0]?.State === (Enabled ? "Enabled" : "Disabled");
      });
    };
    before(async () => {
      lambda = new LambdaClient(toLoopbackClient(system.awsEndpoint));
      await system.setFaults();
      await system.untilIdle();
      await ops.run("dlq", "drop", "--all", "--yes");
      expect((await queueState("-dead-letters")).visible).to.equal(0);
      await setEventSource(false);
      const lines = messages.map(({ raw }, index) =>
        JSON.stringify({
          id: `letter-${index}`,
          received_at: "2026-01-31T10:15:00.000Z",
          attributes: {},
          body: raw,
        }),
      );
      writeFileSync(join(directory, "many.jsonl"), `${lines.join("\n")}\n`);
    });
    /** Its request may hang: it goes before the fault does, so that nothing of it comes later. */
    let child: ReturnType<Ops["start"]> | undefined;
    afterEach(async () => {
      child?.kill("SIGKILL");
      child = undefined;
      await system.setFaults();
    });
    after(async () => {
      await setEventSource(true);
      await system.untilIdle();
      lambda.destroy();
    });

    /** What a command has noted as done. */
    const noted = (): number => {
      const journals = join(directory, "state/message-handler");
      return (existsSync(journals) ? readdirSync(journals) : [])
        .flatMap((name) => readFileSync(join(journals, name), "utf8").split("\n"))
        .filter((line) => line.startsWith("end ")).length;
    };

    it("go on with an import that was killed, and double nothing", async () => {
      await system.setFaults({
        service: "sqs",
        operation: "SendMessage",
        match: messages[30]?.message_id,
        effect: { type: "hang" },
      });
      child = ops.start(...importing);
      // Ten at a time: the others of its ten are sent.
      await until("one cannot be sent", async () => (await queueState("-dead-letters")).visible === 39);
      child.kill("SIGKILL");
      await system.setFaults();
      expect(await ops.json(importing)).to.deep.equal({ imported: count - 39, present: 39, failed: 0 });
      expect((await queueState("-dead-letters")).visible).to.equal(count);
    });

    it("show letters again at once when a look is interrupted", async () => {
      await untilAllLie();
      await system.setFaults({ service: "s3", operation: "GetObject", effect: { type: "hang" } });
      child = ops.start("dlq", "drop", "--all", "--dry-run");
      await until("letters are hidden", async () => (await queueState("-dead-letters")).in_flight > 0);
      const ended = once(child, "exit");
      child.kill("SIGINT");
      expect(await ended).to.deep.equal([null, "SIGINT"]);
      expect((await queueState("-dead-letters")).visible).to.equal(count);
    });

    it("go on with a redrive that was killed after it had sent letters, and neither lose nor double one", async () => {
      await untilAllLie();
      const line = ["dlq", "redrive", "--company", merchant, "--rate", "100", "--yes"];
      await system.setFaults({ service: "sqs", operation: "DeleteMessage", effect: { type: "hang" } });
      child = ops.start(...line);
      await until("letters are sent, and none can be deleted", () => noted() === 5);
      child.kill("SIGKILL");
      await system.setFaults();
      const result = await ops.json(line);
      expect(result).to.deep.equal({ moved: count, failed: 0 });
      expect((await queueState("-dead-letters")).visible).to.equal(0);
      expect((await queueState("-messages")).visible).to.equal(count);
    });

    it("find by its request a message that was accepted and not delivered yet", async () => {
      const answer = await system.post(aMessage().raw);
      const id = String(answer.json?.["request_id"]);
      expect(await ops.json(["message", id])).to.include({
        where: "queue",
        request_id: id,
        message_id: null,
      });
    });
  });
});
