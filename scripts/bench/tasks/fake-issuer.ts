// An issuer of tokens on the loopback, over TLS as a real one is: its documents, and a token of it.
import { generateKeyPairSync, sign } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { generate } from "selfsigned";
import { makeTemporaryFolder } from "../../prove/system/temporary-folder.ts";
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

/** Node can read certificates but makes none. */
const makeCertificate = async (): Promise<{ readonly key: string; readonly cert: string }> => {
  const { private: key, cert } = await generate([{ name: "commonName", value: "127.0.0.1" }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] },
    ],
  });
  return { key, cert };
};

export const startFakeIssuer = async (): Promise<FakeIssuer> => {
  const folder = makeTemporaryFolder("bench-issuer");
  const pair = await makeCertificate();
  const authorities = join(folder.path, "authorities.pem");
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
      folder.remove();
    },
  };
};
