import { expect } from "chai";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { toSentence } from "./aws-errors.ts";
import { destroyClients, makeClients, patience } from "./clients.ts";

describe("makeClients", () => {
  it("makes clients that give up a service that hangs, after five tries, and say which", async () => {
    let calls = 0;
    // Takes each request, and answers none.
    const server = createServer(() => (calls += 1));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const settings = {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: "us-east-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      useFipsEndpoint: false,
      useDualstackEndpoint: false,
      defaultsMode: "standard",
    } as const;
    const clients = makeClients(settings, { ...patience, requestTimeout: 50 });
    const failure: unknown = await clients.dynamodb.listTables().catch((error: unknown) => error);
    destroyClients(clients);
    server.closeAllConnections();
    server.close();
    expect(toSentence(failure)).to.equal(
      "DynamoDB ListTables failed: TimeoutError: there was no answer in time",
    );
    expect(calls).to.equal(5);
  });
});
