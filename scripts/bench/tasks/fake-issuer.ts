// An issuer of tokens on the loopback, over TLS as a real one is: its documents, and a token of it.
import { execFile } from "node:child_process";
import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { promisify } from "node:util";
import { startRecordingServer, type RecordingServer } from "../function/recording-server.ts";

export type FakeIssuer = RecordingServer & {
  readonly url: string;
  readonly mint: (claims: Readonly<Record<string, unknown>>) => string;
  /** Path of a file with the root certificates that Node has, and the issuer's own. */
  readonly authorities: string;
};

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwk = { ...publicKey.export({ format: "jwk" }), kid: "bench", alg: "RS256", use: "sig" };

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

const toToken = (claims: object): string => {
  const signed = `${encode({ alg: "RS256", typ: "JWT", kid: jwk.kid })}.${encode(claims)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
};

/** For 127.0.0.1, for two days. Node can read certificates but makes none. */
const makeCertificate = async (folder: string): Promise<{ readonly key: string; readonly cert: string }> => {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const what = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const whose = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  await promisify(execFile)("openssl", ["req", "-x509", ...what, ...whose, "-keyout", key, "-out", cert]);
  return { key: await readFile(key, "utf8"), cert: await readFile(cert, "utf8") };
};

export const startFakeIssuer = async (): Promise<FakeIssuer> => {
  const folder = await mkdtemp(join(tmpdir(), "bench-issuer-"));
  const pair = await makeCertificate(folder);
  const authorities = join(folder, "authorities.pem");
  await writeFile(authorities, [...rootCertificates, pair.cert].join("\n"));
  let url = "";
  const server = await startRecordingServer(
    ({ path }) => ({
      headers: { "content-type": "application/json" },
      body: JSON.stringify(path === "/keys" ? { keys: [jwk] } : { issuer: url, jwks_uri: `${url}/keys` }),
    }),
    pair,
  );
  url = `https://127.0.0.1:${server.port}`;
  return {
    ...server,
    url,
    authorities,
    mint: (claims) => {
      const now = Math.floor(Date.now() / 1000);
      return toToken({ iss: url, iat: now, exp: now + 3600, ...claims });
    },
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
};
