import { expect } from "chai";
import type { HttpRequest } from "../../../core/http.ts";
import type { Connection, Outcome } from "../../../core/server.ts";
import { anAccount } from "../../../testing/stack.ts";
import { makeSourceQueue, type SourceQueue } from "./source-queue.ts";

const { signal } = new AbortController();

const answer = (status: number, body: unknown): Outcome => ({
  status,
  headers: {},
  body: Buffer.from(JSON.stringify(body)),
});
const refused = answer(403, { __type: "com.amazonaws.sqs#AccessDenied", message: "no" });
const unavailable = answer(500, { __type: "InternalFailure", message: "later" });
const reset: Outcome = { kind: "reset" };

describe("makeSourceQueue", () => {
  let answers: (Outcome | Promise<Outcome>)[];
  let queue: SourceQueue;
  const requests: HttpRequest[] = [];
  const connections: Connection[] = [];
  const inputOf = (request: HttpRequest | undefined) =>
    JSON.parse(request?.body.toString() ?? "null") as Readonly<Record<string, unknown>>;

  beforeEach(() => {
    requests.length = 0;
    connections.length = 0;
    answers = [];
    queue = makeSourceQueue({
      account: anAccount,
      endpoint: async (request, connection) => {
        requests.push(request);
        connections.push(connection);
        return answers.shift() ?? answer(200, {});
      },
      queueArn: "arn:aws:sqs:us-east-1:000000000000:work",
      credentials: { accessKeyId: "ASIAROLE", secretAccessKey: "local", sessionToken: "local" },
      requestTimeout: 100,
    });
  });

  it("receives with everything that belongs to a message, signed with the role's key", async () => {
    expect(await queue.receive({ max: 7, waitSeconds: 20 }, signal)).to.deep.equal([]);
    expect(inputOf(requests[0])).to.deep.equal({
      QueueUrl: queue.url,
      MaxNumberOfMessages: 7,
      WaitTimeSeconds: 20,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    });
    expect(requests[0]?.headers.authorization).to.contain("Credential=ASIAROLE/");
  });

  it("leaves a receive that is never answered, but not before its wait is over", async () => {
    answers = Array.from({ length: 3 }, async () => new Promise<Outcome>(() => {}));
    const begin = performance.now();
    const outcome = await queue.receive({ max: 1, waitSeconds: 1 }, signal).catch(String);
    expect(outcome).to.contain("no answer within 1100 ms");
    expect(performance.now() - begin).to.be.within(3290, 6000);
    expect(connections.map((connection) => connection.signal.aborted)).to.deep.equal([true, true, true]);
  });

  it("leaves a receive whose answer was lost, and tries again", async () => {
    answers = [reset, unavailable];
    expect(await queue.receive({ max: 1, waitSeconds: 0 }, signal)).to.deep.equal([]);
    expect(connections.map((connection) => connection.signal.aborted)).to.deep.equal([true, false, false]);
  });

  it("does not leave an answered receive when it is told to stop, so that its messages stay hidden", async () => {
    const stopping = new AbortController();
    await queue.receive({ max: 1, waitSeconds: 0 }, stopping.signal);
    stopping.abort();
    expect(connections[0]?.signal.aborted).to.equal(false);
    const outcome = await queue.receive({ max: 1, waitSeconds: 0 }, stopping.signal).catch(() => "stopped");
    expect([outcome, requests.length]).to.deep.equal(["stopped", 1]);
  });

  it("deletes ten messages at a time and tells which are left, one by one or all of a request", async () => {
    const Successful = ["0", "1", "2", "4", "5", "6", "7", "8", "9"].map((Id) => ({ Id }));
    const Failed = [{ Id: "3", Code: "Odd", SenderFault: true }];
    answers = [answer(200, { Successful, Failed }), refused];
    const kept = await queue.remove(Array.from({ length: 12 }, (_, n) => `h${n}`));
    expect(requests.map((request) => (inputOf(request)["Entries"] as unknown[]).length)).to.deep.equal([
      10, 2,
    ]);
    expect([...kept.keys()]).to.deep.equal(["h3", "h10", "h11"]);
    expect(kept.get("h3")).to.equal("Odd");
    expect(kept.get("h10")).to.equal("Error: AccessDenied: no");
  });

  it("tries a deletion again that got no answer", async () => {
    answers = [reset, answer(200, { Successful: [{ Id: "0" }] })];
    expect([...(await queue.remove(["a"])).keys()]).to.deep.equal([]);
    expect(requests).to.have.lengthOf(2);
  });

  it("takes for kept what an answer says nothing about", async () => {
    answers = [answer(200, {}), answer(200, { Successful: [{ Id: "1" }] })];
    expect([...(await queue.remove(["a", "b"])).keys()]).to.deep.equal(["a", "b"]);
    expect([...(await queue.remove(["a", "b"])).keys()]).to.deep.equal(["a"]);
  });

  it("asks nothing when there is nothing to delete", async () => {
    expect((await queue.remove([])).size).to.equal(0);
    expect(requests).to.deep.equal([]);
  });

  it("reads the visibility time-out", async () => {
    answers = [answer(200, { Attributes: { VisibilityTimeout: "45" } })];
    expect(await queue.visibilityTimeout()).to.equal(45);
  });
});
