import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { expect } from "chai";
import { makeDynamoDb } from "./slim-clients.ts";
import { clientEnvironment } from "./testing/fake-aws.ts";

describe("the slim client's kept connections", () => {
  it("cost a single attempt when the service has closed all of them meanwhile", async () => {
    const kept = new Set<Socket>();
    let isLater = false;
    const server = createServer((request, response) => {
      if (isLater && kept.has(request.socket)) return request.socket.resetAndDestroy();
      kept.add(request.socket);
      return response.end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const client = makeDynamoDb(
      { region: "eu-west-1", maxAttempts: 2, requestTimeoutMs: 10_000 },
      clientEnvironment(`http://127.0.0.1:${port}`),
    );
    try {
      const get = async () => client.getItem({ TableName: "t", Key: { id: { S: "1" } } });
      await Promise.all(Array.from({ length: 10 }, get));
      expect(kept.size).to.equal(10);
      isLater = true;
      expect((await get()).$metadata.attempts).to.equal(2);
      expect(kept.size).to.equal(11);
    } finally {
      client.destroy();
      server.close();
    }
  });
});
