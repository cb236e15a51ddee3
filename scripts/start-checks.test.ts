import { expect } from "chai";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { assertPortsFree, assertWritable } from "./start-checks.ts";

const rejectionOf = async (work: Promise<void>): Promise<string> =>
  work.then(
    () => "",
    (error: unknown) => String(error),
  );

describe("what npm start checks first", () => {
  const servers: Server[] = [];
  const take = async (): Promise<number> => {
    const server = createServer();
    servers.push(server);
    await once(server.listen(0, "127.0.0.1"), "listening");
    return (server.address() as AddressInfo).port;
  };
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  it("names all taken ports at once, and how to take free ones", async () => {
    const [api, aws] = [await take(), await take()];
    const wanted = [
      { option: "port", port: api },
      { option: "issuer-port", port: 0 },
      { option: "aws-port", port: aws },
    ];
    expect(await rejectionOf(assertPortsFree(wanted))).to.equal(
      `Error: Ports ${api} (--port) and ${aws} (--aws-port) are taken: stop what uses them, or let any free port be taken with npm start -- --port 0 --aws-port 0`,
    );
    expect(await rejectionOf(assertPortsFree(wanted.slice(1)))).to.equal(
      `Error: Port ${aws} (--aws-port) is taken: stop what uses it, or let any free port be taken with npm start -- --aws-port 0`,
    );
    expect(await rejectionOf(assertPortsFree(wanted.slice(1, 2)))).to.equal("");
  });

  it("says in one sentence that the checkout or the folder of the outputs cannot be written to", () => {
    // Nobody may write there, root included.
    const readOnly = "/proc/self/fdinfo/none";
    expect(() => assertWritable(readOnly)).to.throw(
      `${readOnly} cannot be written to, but the stack is built there`,
    );
    expect(() => assertWritable(readOnly, "/tmp/o.json")).to.throw(
      "name --stack-file PATH, --outputs PATH and --log-file PATH",
    );
    expect(() => assertWritable(readOnly, "/tmp/o.json", "cdk.tf.json")).not.to.throw();
    expect(() => assertWritable(import.meta.dirname, `${readOnly}/o.json`)).to.throw(
      "name another file with --outputs",
    );
  });
});
