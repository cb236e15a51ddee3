import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { anAccount } from "../../../testing/lambda-fixture.ts";
import { makeSourceQueue, type ReceiveRequest, type SourceQueue } from "./source-queue.ts";

type Request = { readonly headers: IncomingHttpHeaders; readonly body: unknown };
type Answer = { readonly status: number; readonly body: unknown };

const arn = "arn:aws:sqs:us-east-1:000000000000:work";
const request = (max: number, waitSeconds: number): ReceiveRequest => ({
  max,
  waitSeconds,
});
const refused: Answer = { status: 403, body: { __type: "AccessDenied", message: "no" } };

describe("makeSourceQueue", () => {
  let server: Server;
  let queue: SourceQueue;
  let answers: Answer[];
  const requests: Request[] = [];
  const place = () => ({
    awsEndpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: "ASIAROLE", secretAccessKey: "local", sessionToken: "local" },
  });
  beforeEach(async () => {
    requests.length = 0;
    answers = [];
    server = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk: Buffer) => (text += chunk.toString()));
      request.on("end", () => {
        requests.push({ headers: request.headers, body: JSON.parse(text) });
        const { status, body } = answers.shift() ?? { status: 200, body: {} };
        response
          .writeHead(status, { "content-type": "application/x-amz-json-1.0" })
          .end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { awsEndpoint, credentials } = place();
    queue = makeSourceQueue({ ...anAccount, awsEndpoint }, arn, credentials);
  });
  afterEach(async () => {
    queue.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it("receives with everything that belongs to a message, signed with the role's key", async () => {
    expect(await queue.receive(request(7, 20), new AbortController().signal)).to.deep.equal([]);
    expect(requests[0]?.body).to.deep.equal({
      QueueUrl: queue.url,
      MaxNumberOfMessages: 7,
      WaitTimeSeconds: 20,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    });
    expect(requests[0]?.headers.authorization).to.contain("Credential=ASIAROLE/");
  });

  it("gives up on a receive that is never answered, but not before its wait is over", async () => {
    server.removeAllListeners("request");
    const { awsEndpoint, credentials } = place();
    const impatient = makeSourceQueue({ ...anAccount, awsEndpoint }, arn, credentials, 100);
    const begin = performance.now();
    const outcome = await impatient
      .receive(request(1, 1), new AbortController().signal)
      .catch((error: Error) => error);
    impatient.close();
    expect(outcome).to.include({ name: "AbortError" });
    expect(performance.now() - begin).to.be.within(1090, 3000);
  });

  it("deletes ten messages at a time and tells which are left, one by one or all of a request", async () => {
    const Successful = ["0", "1", "2", "4", "5", "6", "7", "8", "9"].map((Id) => ({ Id }));
    const Failed = [{ Id: "3", Code: "Odd", SenderFault: true }];
    answers = [{ status: 200, body: { Successful, Failed } }, refused];
    const handles = Array.from({ length: 12 }, (_, n) => `h${n}`);
    const kept = await queue.remove(handles);
    expect(requests.map(({ body }) => (body as { Entries: unknown[] }).Entries.length)).to.deep.equal([
      10, 2,
    ]);
    expect([...kept.keys()]).to.deep.equal(["h3", "h10", "h11"]);
    expect(kept.get("h3")).to.equal("Odd");
    expect(kept.get("h10")).to.contain("AccessDenied");
  });

  it("takes for kept what an answer says nothing about", async () => {
    answers = [
      { status: 200, body: {} },
      { status: 200, body: { Successful: [{ Id: "1" }] } },
    ];
    expect([...(await queue.remove(["a", "b"])).keys()]).to.deep.equal(["a", "b"]);
    expect([...(await queue.remove(["a", "b"])).keys()]).to.deep.equal(["a"]);
  });

  it("asks nothing when there is nothing to delete", async () => {
    expect((await queue.remove([])).size).to.equal(0);
    expect(requests).to.deep.equal([]);
  });

  it("reads the visibility time-out", async () => {
    answers = [{ status: 200, body: { Attributes: { VisibilityTimeout: "45" } } }];
    expect(await queue.visibilityTimeout()).to.equal(45);
  });
});
