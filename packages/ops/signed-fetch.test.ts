import { expect } from "chai";
import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { makeSignedFetch } from "./signed-fetch.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/** The signature that AWS expects, computed as its documentation says. */
const expectedSignature = ({ method, url, headers }: IncomingMessage, body: string): string => {
  const { authorization = "" } = headers;
  const [, scope = ""] = /Credential=[^/]+\/([^,]+)/.exec(authorization) ?? [];
  const [, names = ""] = /SignedHeaders=([^,]+)/.exec(authorization) ?? [];
  const [path = "", query = ""] = (url ?? "").split("?");
  const canonical = [
    method,
    path,
    query.split("&").toSorted().join("&"),
    ...names.split(";").map((name) => `${name}:${String(headers[name])}`),
    "",
    names,
    sha256(body),
  ].join("\n");
  const time = String(headers["x-amz-date"]);
  const key = scope.split("/").reduce<string | Buffer>((secret, part) => hmac(secret, part), "AWS4secret");
  return hmac(key, ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n")).toString("hex");
};

describe("makeSignedFetch", () => {
  let server: Server;
  let received: { readonly request: IncomingMessage; readonly body: string };
  let base: string;

  before(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8");
      request.on("data", (chunk: string) => (body += chunk));
      request.on("end", () => {
        received = { request, body };
        response.end("{}");
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const signedFetch = makeSignedFetch({
    fetch,
    region: "eu-central-1",
    credentials: { accessKeyId: "id", secretAccessKey: "secret", sessionToken: "a-session" },
  });

  it("signs a POST with its body, content type and session for execute-api", async () => {
    const body = JSON.stringify({ text: "ä" });
    await signedFetch(new URL(`${base}/v1/messages`), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const { headers } = received.request;
    expect(received.body).to.equal(body);
    expect(headers["x-amz-security-token"]).to.equal("a-session");
    expect(headers.authorization).to.match(/Credential=id\/\d{8}\/eu-central-1\/execute-api\/aws4_request/);
    expect(headers.authorization).to.match(/SignedHeaders=[^,]*content-type;host;/);
    expect(headers.authorization).to.include(`Signature=${expectedSignature(received.request, body)}`);
  });

  it("signs the query of a GET", async () => {
    await signedFetch(new URL(`${base}/v1/messages?status=Processed&company_id=a`), { method: "GET" });
    const { headers } = received.request;
    expect(headers.authorization).to.include(`Signature=${expectedSignature(received.request, "")}`);
  });

  it("rejects when the credentials cannot be loaded", async () => {
    const broken = makeSignedFetch({
      fetch,
      region: "eu-central-1",
      credentials: async () => Promise.reject(new Error("no credentials")),
    });
    const outcome = await broken(new URL(base), { method: "GET" }).catch((error: unknown) => error);
    expect(outcome).to.have.property("message", "no credentials");
  });
});
