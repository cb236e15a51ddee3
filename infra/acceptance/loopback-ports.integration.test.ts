import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { connect, type AddressInfo, type Server } from "node:net";
import { aMessage } from "./testing/message.ts";
import { startTokenSystem, type TokenSystem } from "./testing/running-system.ts";

const sockets = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === "TCPServerWrap").length;

/** Node announces there every server that begins to listen. */
const channel = "tracing:net.server.listen:asyncEnd";

const statusOf = async (port: number, requestLine: string, headers: readonly string[]): Promise<number> => {
  const socket = connect(port, "127.0.0.1").setEncoding("utf8");
  socket.write([requestLine, ...headers, "content-length: 2", "connection: close", "", "{}"].join("\r\n"));
  let answer = "";
  socket.on("data", (text: string) => {
    answer += text;
  });
  await once(socket, "close");
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
};

describe("loopback ports of a running system", () => {
  const servers: Server[] = [];
  const note = (message: unknown): void => void servers.push((message as { readonly server: Server }).server);
  let others: number;
  let system: TokenSystem;
  before(async () => {
    others = sockets();
    subscribe(channel, note);
    system = await startTokenSystem();
    const company = randomUUID();
    const caller = await system.asCompany(company);
    // Now each of the three functions has a process.
    const { raw, message_id } = aMessage({ company_id: company });
    expect((await caller.post(raw)).status).to.equal(202);
    await system.untilIdle();
    expect((await caller.call(`/messages/${message_id}`)).status).to.equal(200);
  });
  after(async () => {
    unsubscribe(channel, note);
    await system?.stop();
  });

  const portsNow = (): readonly number[] => {
    const listening = servers.filter((server) => server.listening);
    // Closed servers of other test files may vanish meanwhile; one more than was announced could only be ours.
    expect(listening.length, "servers that were announced").to.be.at.least(sockets() - others);
    return listening.map((server) => (server.address() as AddressInfo).port);
  };
  const portOf = (url: string): number => Number(new URL(url).port);

  const paths = [
    "/",
    "/v1/messages",
    "/_local/state",
    "/2018-06-01/runtime/invocation/next",
    "/2018-06-01/runtime/init/error",
    "/.well-known/openid-configuration",
    "/token",
    "//",
    "/%zz",
  ];
  const foreignHosts = (path: string): readonly (readonly [string, readonly string[]])[] => [
    [`POST ${path} HTTP/1.1`, ["host: evil.example"]],
    [`GET ${path} HTTP/1.1`, ["host: 127.0.0.1.evil.example"]],
    [`POST http://evil.example${path} HTTP/1.1`, ["host: 127.0.0.1"]],
    [`GET ${path} HTTP/1.1`, []],
    [`GET ${path} HTTP/1.1`, ["host: 127.0.0.1", "host: evil.example"]],
  ];
  const pages = (path: string): readonly (readonly [string, readonly string[]])[] =>
    [
      "origin: http://evil.example",
      "origin: null",
      "origin: http://127.0.0.1:1",
      "sec-fetch-site: cross-site",
    ].flatMap((header) => [
      [`POST ${path} HTTP/1.1`, ["host: 127.0.0.1", header]],
      [`GET ${path} HTTP/1.1`, ["host: localhost", header]],
    ]);
  const expectRefused = async (
    port: number,
    requests: readonly (readonly [string, readonly string[]])[],
  ): Promise<void> => {
    for (const [requestLine, headers] of requests)
      expect(
        await statusOf(port, requestLine, headers),
        `${port}: ${requestLine} ${headers.join(", ")}`,
      ).to.equal(403);
  };

  it("are those of the API, the AWS endpoint, the issuer and a process of each function", () => {
    const known = [system.outputs.api_url, system.awsEndpoint, system.issuer.url].map(portOf);
    expect(portsNow())
      .to.include.members(known)
      .and.to.have.length(known.length + 3);
  });

  it("answer 403 to every foreign host, whatever the path", async () => {
    for (const port of portsNow()) await expectRefused(port, paths.flatMap(foreignHosts));
  });

  it("answer 403 to every web page, whatever the path, but for the API's, where CORS decides", async () => {
    const api = portOf(system.outputs.api_url);
    for (const port of portsNow()) if (port !== api) await expectRefused(port, paths.flatMap(pages));
    expect(await statusOf(api, "GET /v1/messages HTTP/1.1", ["host: localhost", "origin: null"])).to.equal(
      401,
    );
  });
});
