import { DeleteItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { until } from "@message-handler/local-cloud/testing";
import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRunbook, startRunbookShell, type RunbookShell } from "./testing/runbook-commands.ts";
import { startSystem, type RunningSystem } from "./testing/running-system.ts";

/** What nothing local can answer, and why. */
const notToBeRun: readonly (readonly [command: RegExp, reason: string])[] = [
  [/restore-table-|list-backups/, "tables have no backups"],
  [/terraform import/, "there is no state of Terraform"],
  [/list-object-versions/, "clients of S3 try it in packages/local-cloud"],
  [/--warm-throughput/, "tables take whatever there is"],
  [/aws kms /, "the local environment has no key of its own, and there is no key material"],
  [/lambda get-alias/, "functions have no versions here, and so no alias"],
  [/^ops COMMAND /, "it stands for any of them"],
  [/aws sns /, "topics have the subscriptions of the stack alone"],
  [/aws logs tail/, "a loop of the AWS CLI's own over FilterLogEvents, which the other commands call"],
];

const redriving = "Redriving";
const drill = "A drill";

describe("docs/operating.md", () => {
  const commands = readRunbook();
  const done = new Set<string>();
  let system: RunningSystem;
  let shell: RunbookShell;
  let directory: string;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "operating-"));
    system = await startSystem();
    shell = await startRunbookShell(system, directory);
  });
  after(async () => {
    await shell.stop();
    await system.stop();
    rmSync(directory, { recursive: true });
  });

  /** The commands of a section, but for those that cannot be run. */
  const ofSection = (title: string): readonly string[] => {
    const found = commands.filter(({ section }) => section === title).map(({ text }) => text);
    expect(found, title).not.to.deep.equal([]);
    return found.filter((text) => !notToBeRun.some(([pattern]) => pattern.test(text)));
  };
  const run = async (text: string): Promise<string> => {
    done.add(text);
    return shell.run(text);
  };
  const runSection = async (title: string): Promise<readonly string[]> => {
    const outputs: string[] = [];
    for (const text of ofSection(title)) outputs.push(await run(text));
    return outputs;
  };
  const valueOf = async (variable: string): Promise<string> =>
    (await shell.run(`echo "$${variable}"`)).trim();

  it("names the parts of the stack from its name alone", async () => {
    const [account = "", laptop = "", names = ""] = ofSection("Operating");
    for (const text of [account, laptop, names]) await run(text);
    const { queue_url, dead_letter_queue_url, messages_bucket, messages_table } = system.outputs;
    expect(await shell.run('echo "$QUEUE_URL $DEAD_LETTER_QUEUE_URL $BUCKET $TABLE"')).to.equal(
      `${queue_url} ${dead_letter_queue_url} ${messages_bucket} ${messages_table}\n`,
    );
    expect(await valueOf("MAPPING")).to.match(/^[\da-f-]{36}$/);
  });

  it("has a drill after which a message is dead-lettered, and its alarm fires", async () => {
    const [outage = ""] = ofSection(drill);
    await run(outage);
    const [, , , firing = "", history = ""] = ofSection("Operating");
    await until("the alarm fires", async () =>
      / message-handler-local-dead-letters +for /.test(await run(firing)),
    );
    expect(await run(history)).to.match(/\tAlarm updated from OK to ALARM\n/);
  });

  it("says what is wrong", async () => {
    expect((await runSection("What is wrong?"))[0]).to.match(
      /^MissingGrant\n  because  process-message was denied s3:PutObject, although /,
    );
  });

  it("says where a message is that was accepted and is not found", async () => {
    const [known, status, company, logged, ...rest] = await runSection(
      "A sender has a 202 and gets a 404: where is its message?",
    );
    expect(rest).to.deep.equal([]);
    expect(known)
      .to.match(/^where +in the (work|dead-letter) queue/m)
      .and.to.contain("AccessDenied");
    expect(status).to.contain("queue         0 visible");
    expect(company).to.contain("processed  0");
    const id = await valueOf("REQUEST_ID");
    const lines = (logged ?? "")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { message: string });
    expect(lines.map(({ message }) => message)).to.include.members(["delivery failed", "batch ended"]);
    expect(logged).to.include(`{"request_id":"${id}"`).and.to.include('"outcome":"Failed"');
  });

  const untilLetterVisible = async (): Promise<void> => {
    await until("what was received is no longer hidden", async () =>
      (await system.state()).queues.some(
        ({ name, visible }) => name.endsWith("-dead-letters") && visible === 1,
      ),
    );
  };

  it("lists what is in the dead-letter queue, and shows one of it", async () => {
    await untilLetterVisible();
    const [listed, shown, status] = await runSection("Which messages are in the dead-letter queue?");
    expect(listed).to.contain(`AccessDenied, company ${await valueOf("COMPANY_ID")}: 1 letter`);
    expect(shown)
      .to.contain(await valueOf("REQUEST_ID"))
      .and.to.match(/ 3  AccessDenied\nAccessDenied: PutObject failed/);
    expect(status).to.match(/dead letters +1, the first expires in 13d/);
    expect((await runSection("Dead letters")).at(-1)).to.include("AccessDenied");
    expect((await runSection("Postponed messages"))[0]).to.match(/3 "detail":"PutObject failed: /);
    expect((await runSection("Error logs"))[0]).to.include('"code":"AccessDenied"');
  });

  it("brings a dead letter back once its cause is mended", async () => {
    const [, mend = ""] = ofSection(drill);
    await run(mend);
    const [redrive = "", file = "", drop = "", ...rest] = ofSection(redriving);
    expect(rest).to.deep.equal([]);
    expect(await run(file)).to.match(/Wrote 1 letter to .*\nNo letter was put into the dead-letter queue/);
    expect(await run(drop)).to.match(/Would delete 1 letter\.\nNowhere else/);
    expect(await run(redrive)).to.match(/^Moved 1 letter .*\nNo letter was moved\.\n$/s);
    await system.untilRecorded(await valueOf("MESSAGE_ID"), "Processed");
    await system.untilAlarm("-dead-letters", "OK");
  });

  it("finds the record of a message by the request that brought it", async () => {
    const [found] = await runSection("What the logs hold");
    expect(found)
      .to.include(await valueOf("MESSAGE_ID"))
      .and.to.match(/^where +processed$/m);
  });

  it("pauses the queue's event source and lets it go on", async () => {
    const [look = "", enable = ""] = ofSection("Oldest message");
    const [disable = ""] = ofSection("Changing limits");
    await run(disable);
    expect(await run(look)).to.equal("Disabled\tUSER_INITIATED\n");

    // Nothing waits, so no group does.
    expect(await runSection("Quiet groups")).to.deep.equal(["null\n"]);

    await run(enable);
    expect(await run(look)).to.equal("Enabled\tUSER_INITIATED\n");
  });

  it("counts the reasons of rejections, and lists those of a company", async () => {
    const company_id = await valueOf("COMPANY_ID");
    const message_id = "0b8ba8f8-5f0c-4a0e-9d4b-2f6f43f0a111";
    const metadata = { message_time: "2023-02-30T22:02:38Z", company_id, message_id };
    expect((await system.post(JSON.stringify({ metadata, data: {} }))).status).to.equal(202);
    await system.untilRecorded(message_id, "Rejected");
    const [reasons, company, listed] = await runSection("Rejected messages");
    expect(company).to.contain("rejected   1: InvalidMessage 1");
    expect(reasons).to.match(/1 "code":"InvalidMessage"\n +1 "path":"metadata.message_time"/);
    expect(listed).to.match(new RegExp(`^\\S+Z\t${message_id}\tInvalidMessage\n$`));

    // As it would be if it had been recorded before there was an index of rejected records.
    const [, , lookUp = ""] = ofSection("Rejected messages");
    await system.dynamodb.send(
      new UpdateItemCommand({
        TableName: system.outputs.messages_table,
        Key: { message_id: { S: message_id } },
        UpdateExpression: "REMOVE rejected_company_id",
      }),
    );
    expect(await run(lookUp)).to.equal("\n");
    await runSection("Rejections from before their index");
    expect(await run(lookUp)).to.equal(listed);
  });

  it("looks at throttles, and at what the API failed at and refused", async () => {
    const [limits] = await runSection("Throttles");
    expect(limits).to.match(/"ConcurrentExecutions": 1000.*"Maximum": [1-9]/s);
    expect(await runSection("API 5xx")).to.deep.equal(["\n"]);
    expect(await runSection("Throttled callers")).to.deep.equal([""]);
    expect((await system.post("{")).status).to.equal(400);
    const [refused] = await runSection("Refused callers");
    expect(refused).to.match(/ 1 400 POST \/messages BAD_REQUEST_BODY\n/);
  });

  it("fires an alarm to check that mail arrives", async () => {
    const before = (await system.state()).inbox.length;
    await runSection("Who gets the alarms");
    await until("the mail arrives", async () =>
      (await system.state()).inbox.slice(before).some(({ message }) => message.includes("a drill")),
    );
  });

  it("makes records again from the archive, compares both, and sends archived messages again", async () => {
    const message_id = await valueOf("MESSAGE_ID");
    const before = await system.item(message_id);
    await system.dynamodb.send(
      new DeleteItemCommand({
        TableName: system.outputs.messages_table,
        Key: { message_id: { S: message_id } },
      }),
    );
    const [rebuilt] = await runSection("Backups and restoring");
    expect(rebuilt).to.match(
      /^Dry run: .*\n1 record to be made from .*\n1 record made from the archive.*\n$/,
    );
    expect(await system.item(message_id)).to.deep.equal(before);
    const [compared] = await runSection("Archive against table");
    expect(compared).to.match(/(without their object +0\n.*){2}/s);
    const [replayed] = await runSection("Replaying");
    expect(replayed).to.match(
      /^Dry run: .*\n0 archived messages to be sent.*\n[1-9]\d* archived messages? sent/,
    );
    await system.untilIdle();
  });

  it("erases a company", async () => {
    const [erased = ""] = await runSection("Erasing a company");
    const [counted, done, ...rest] = [...erased.matchAll(/: (\d.*)\.$/gm)].map(([, counts]) => counts);
    expect(rest).to.deep.equal([]);
    expect(done)
      .to.equal(counted)
      .and.to.match(/^[1-9]/);
    expect(await system.item(await valueOf("MESSAGE_ID"))).to.equal(undefined);
  });

  it("has no command that was not run, but for those that nothing local can answer", () => {
    const left = commands.filter(
      ({ text }) => !done.has(text) && !notToBeRun.some(([pattern]) => pattern.test(text)),
    );
    expect(left).to.deep.equal([]);
    for (const [pattern, reason] of notToBeRun)
      expect(
        commands.some(({ text }) => pattern.test(text)),
        reason,
      ).to.equal(true);
  });
});
