import { expect } from "chai";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";

/** In a process of its own: the SDK reads the endpoint and the keys from the environment by itself. */
const program = `
  const { findTarget } = await import(${JSON.stringify(import.meta.resolve("./find-target.ts"))});
  const deps = { variables: process.env, readOutputs: async () => undefined };
  console.log((await findTarget({ env: "prod" }, deps)).fullName);
  process.exit();`;

const fullNameOf = async (queueUrl: string): Promise<string> => {
  const settings = { QUEUE_URL: queueUrl, MESSAGES_BUCKET: "b", MESSAGES_TABLE: "t" };
  // It has no control API, as AWS has none.
  const server = createServer(({ url = "" }, response) =>
    url.startsWith("/_local")
      ? response.writeHead(404).end()
      : response
          .writeHead(200, { "x-amzn-requestid": "1" })
          .end(JSON.stringify({ FunctionName: "f", Environment: { Variables: settings } })),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const env = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "a",
    AWS_SECRET_ACCESS_KEY: "b",
  };
  const args = ["--input-type=module", "--eval", program];
  try {
    return (await promisify(execFile)(process.execPath, args, { env })).stdout.trim();
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

describe("findTarget, on AWS", () => {
  for (const [url, place] of [
    ["https://sqs.eu-central-1.amazonaws.com/123456789012/m", "in account 123456789012, eu-central-1"],
    ["https://sqs.cn-north-1.amazonaws.com.cn/123456789012/m", "in account 123456789012, cn-north-1"],
    ["https://sqs.example.com/123456789012/m", "at https://sqs.example.com"],
  ] as const)
    it(`says of a stack whose queue is at ${new URL(url).host} that it is ${place}`, async () => {
      expect(await fullNameOf(url)).to.equal(`message-handler-prod ${place}`);
    });
});
