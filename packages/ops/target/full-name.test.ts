import { expect } from "chai";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { destroyClients } from "./clients.ts";
import { findTarget } from "./find-target.ts";

describe("findTarget, on AWS", () => {
  const names = ["AWS_ENDPOINT_URL", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const;
  const before = names.map((name) => [name, process.env[name]] as const);
  let queueUrl: string;
  let server: Server;
  beforeEach(async () => {
    // It has no control API, as AWS has none.
    server = createServer(({ url = "" }, response) =>
      url.startsWith("/_local")
        ? response.writeHead(404).end()
        : response.end(
            JSON.stringify({
              Environment: {
                Variables: { QUEUE_URL: queueUrl, MESSAGES_BUCKET: "b", MESSAGES_TABLE: "t" },
              },
            }),
          ),
    );
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    // The SDK reads these by itself.
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "a",
      AWS_SECRET_ACCESS_KEY: "b",
    });
  });
  afterEach(() => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    server.closeAllConnections();
    server.close();
  });

  for (const [url, place] of [
    ["https://sqs.eu-central-1.amazonaws.com/123456789012/m", "in account 123456789012, eu-central-1"],
    ["https://sqs.cn-north-1.amazonaws.com.cn/123456789012/m", "in account 123456789012, cn-north-1"],
    ["https://sqs.example.com/123456789012/m", "at https://sqs.example.com"],
  ] as const)
    it(`says of a stack whose queue is at ${new URL(url).host} that it is ${place}`, async () => {
      queueUrl = url;
      const target = await findTarget(
        { env: "prod" },
        { variables: process.env, readOutputs: async () => undefined },
      );
      destroyClients(target.clients);
      expect(target).to.include({ fullName: `message-handler-prod ${place}`, isLocal: false });
    });
});
