import { once } from "node:events";
import { connect } from "node:net";
import { expect } from "chai";
import { type Guard, type LoopbackServer, startLoopbackServer } from "./loopback-server.ts";

/** The status of a request that is sent as it stands, and whether it came to the listener. */
const send = async (port: number, lines: readonly string[]): Promise<number> => {
  const socket = connect(port, "127.0.0.1").setEncoding("utf8");
  socket.write(`${lines.join("\r\n")}\r\nconnection: close\r\n\r\n`);
  let answer = "";
  socket.on("data", (text: string) => {
    answer += text;
  });
  await once(socket, "close");
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
};

describe("loopback servers", () => {
  const servers = new Map<Guard, LoopbackServer>();
  let heard = 0;
  before(async () => {
    for (const guard of ["host-only", "same-origin"] as const)
      servers.set(
        guard,
        await startLoopbackServer({
          port: 0,
          guard,
          listener: (_request, response) => {
            heard += 1;
            response.end();
          },
        }),
      );
  });
  after(async () => {
    for (const server of servers.values()) await server.close();
  });

  const portOf = (guard: Guard): number => servers.get(guard)?.port ?? 0;
  const statusOf = async (guard: Guard, lines: readonly string[]): Promise<number> => {
    const before = heard;
    const filled = lines.map((line) => line.replaceAll("PORT", String(portOf(guard))));
    const status = await send(portOf(guard), filled);
    expect(heard - before, "requests that came to the listener").to.equal(status === 403 ? 0 : 1);
    return status;
  };

  const get = "GET / HTTP/1.1";
  const localHosts = [
    [get, "Host: 127.0.0.1:PORT"],
    [get, "Host: 127.0.0.1"],
    [get, "Host: 127.0.0.1:9"],
    [get, "Host: localhost:PORT"],
    [get, "HOST: LOCALHOST"],
    [get, "Host: localhost.:PORT"],
    [get, "Host: files.localhost:PORT"],
    [get, "Host: [::1]:PORT"],
    ["GET http://127.0.0.1:PORT/ HTTP/1.1", "Host: 127.0.0.1:PORT"],
  ];
  const foreignHosts = [
    [get],
    ["GET / HTTP/1.0"],
    [get, "Host:"],
    [get, "Host: evil.example"],
    [get, "Host: evil.example:PORT"],
    [get, "Host: 127.0.0.1.evil.example"],
    [get, "Host: localhost.evil.example"],
    [get, "Host: evillocalhost"],
    [get, "Host: 127.0.0.1@evil.example"],
    [get, "Host: 0.0.0.0:PORT"],
    [get, "Host: [::1].evil.example"],
    [get, "Host: 127.0.0.1, evil.example"],
    [get, "Host: 127.0.0.1:PORT", "Host: evil.example"],
    [get, "Host: evil.example", "Host: 127.0.0.1:PORT"],
    [get, "Host: 127.0.0.1:PORT", "Host: 127.0.0.1:PORT"],
    ["GET http://evil.example/ HTTP/1.1", "Host: 127.0.0.1:PORT"],
    ["GET HTTP://evil.example HTTP/1.1", "Host: 127.0.0.1:PORT"],
    ["GET http://127.0.0.1:PORT/ HTTP/1.1", "Host: evil.example"],
    ["OPTIONS * HTTP/1.1", "Host: evil.example"],
    ["POST / HTTP/1.1", "Host: evil.example", "Content-Length: 1000000"],
  ];
  for (const guard of ["host-only", "same-origin"] as const) {
    for (const lines of localHosts)
      it(`with the guard ${guard} lets in a Host that names the loopback: ${lines.join(" | ")}`, async () => {
        expect(await statusOf(guard, lines)).to.equal(200);
      });
    for (const lines of foreignHosts)
      it(`with the guard ${guard} refuses any other Host: ${lines.join(" | ")}`, async () => {
        expect(await statusOf(guard, lines)).to.equal(403);
      });
  }

  const host = "Host: 127.0.0.1:PORT";
  const pages = [
    [host, "Origin: http://evil.example"],
    [host, "Origin: null"],
    [host, "Origin:"],
    [host, "Origin: http://127.0.0.1"],
    [host, "Origin: http://127.0.0.1:9"],
    ["Host: 127.0.0.1:9", "Origin: http://127.0.0.1:9"],
    [host, "Origin: https://127.0.0.1:PORT"],
    [host, "Origin: http://localhost:PORT"],
    [host, "Origin: http://127.0.0.1:PORT.evil.example"],
    [host, "Origin: http://127.0.0.1:PORT", "Origin: http://evil.example"],
    [host, "Sec-Fetch-Site: cross-site"],
    [host, "Sec-Fetch-Site: same-site"],
    [host, "Origin: http://127.0.0.1:PORT", "Sec-Fetch-Site: cross-site"],
  ];
  for (const headers of pages)
    it(`with the guard same-origin, and no other, refuses web pages: ${headers.join(" | ")}`, async () => {
      expect(await statusOf("same-origin", [get, ...headers])).to.equal(403);
      expect(await statusOf("host-only", [get, ...headers])).to.equal(200);
    });

  for (const headers of [
    [host, "Origin: http://127.0.0.1:PORT", "Sec-Fetch-Site: same-origin"],
    ["Host: LocalHost:PORT", "Origin: http://localhost:PORT"],
    [host, "Sec-Fetch-Site: none"],
  ])
    it(`with the guard same-origin lets its own origin in: ${headers.join(" | ")}`, async () => {
      expect(await statusOf("same-origin", [get, ...headers])).to.equal(200);
    });
});
