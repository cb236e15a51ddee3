// The clients must really abort, as a hung socket would otherwise use up the invocation, and must not tire.
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { makeDynamoDb } from "@message-handler/aws-client/clients.ts";
import { expect } from "chai";
import type { DynamoDb } from "./operations.ts";

const key = { TableName: "t", Key: { id: { S: "1" } } };

describe("the clients", () => {
  let server: Server;
  let endpoint: string;
  let requests = 0;
  let answer: (response: ServerResponse) => void;
  let client: DynamoDb;

  const aClient = (requestTimeoutMs: number): DynamoDb =>
    makeDynamoDb(
      { region: "us-east-1", maxAttempts: 2, requestTimeoutMs },
      { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: "anyone", AWS_SECRET_ACCESS_KEY: "anything" },
    );

  before(async () => {
    server = createServer((_request, response) => {
      requests += 1;
      answer(response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    endpoint = `http://127.0.0.1:${port}`;
    client = aClient(100);
  });
  after(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });

  it("try again as often as before after a success, however many calls had failed", async () => {
    const patient = aClient(10_000);
    const get = async (): Promise<unknown> => patient.getItem(key).catch(() => undefined);
    const answerWith = (status: number, body: string): void => {
      answer = (response) => response.writeHead(status).end(body);
    };
    requests = 0;
    for (let round = 0; round < 2; round += 1) {
      answerWith(500, '{"__type":"InternalServerError"}');
      await Promise.all(Array.from({ length: 30 }, get));
      answerWith(200, "{}");
      await get();
    }
    patient.destroy();
    expect(requests).to.equal(2 * (30 * 2 + 1));
  });

  const stalls: Readonly<Record<string, (response: ServerResponse) => void>> = {
    "never answers": () => undefined,
    "keeps the connection busy and never answers": (response) => {
      const busy = setInterval(() => response.writeProcessing(), 20);
      response.once("close", () => clearInterval(busy));
    },
    "changes to another protocol": (response) =>
      response.writeHead(101, { connection: "upgrade", upgrade: "other" }).end(),
    "stops in the middle of its answer": (response) => {
      response.writeHead(200, { "content-type": "application/x-amz-json-1.0", "content-length": "100" });
      response.write("{");
    },
  };
  for (const [what, stall] of Object.entries(stalls))
    it(`gives up after their attempts on a service that ${what}`, async () => {
      requests = 0;
      answer = stall;
      const error = await client.getItem(key).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).to.be.instanceOf(Error);
      expect(requests).to.equal(2);
    }).timeout(5_000);
});
