// The floor: the two requests, signed by hand over Node's own client, without retries, time-outs and errors that can be told apart.
import { createHash, createHmac } from "node:crypto";
import { Agent, request } from "node:http";
import { Agent as TlsAgent, request as requestTls } from "node:https";
import { handleBatch } from "./handle-batch.mjs";
import { parseMessage } from "./parse-message.mjs";
import { toPutItem, toPutObject } from "./requests.mjs";

const { AWS_REGION: region, AWS_SESSION_TOKEN, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
const endpoint = new URL(process.env.AWS_ENDPOINT_URL ?? `https://s3.${region}.amazonaws.com`);
const isPlain = endpoint.protocol === "http:";
const agent = isPlain ? new Agent({ keepAlive: true }) : new TlsAgent({ keepAlive: true });

const hash = (data) => createHash("sha256").update(data).digest("hex");
const hmac = (key, data) => createHmac("sha256", key).update(data).digest();

const sign = (service, method, path, headers, body) => {
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, "");
  const all = {
    ...headers,
    host: endpoint.host,
    "x-amz-content-sha256": hash(body),
    "x-amz-date": time,
    "x-amz-security-token": AWS_SESSION_TOKEN,
  };
  const names = Object.keys(all).toSorted();
  const signed = names.join(";");
  const canonical = [
    method,
    path,
    "",
    ...names.map((name) => `${name}:${all[name]}`),
    "",
    signed,
    hash(body),
  ];
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = [day, region, service, "aws4_request"].reduce(hmac, `AWS4${AWS_SECRET_ACCESS_KEY}`);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash(canonical.join("\n"))}`);
  const credential = `Credential=${AWS_ACCESS_KEY_ID}/${scope}`;
  return {
    ...all,
    "content-length": Buffer.byteLength(body),
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${signed}, Signature=${signature.toString("hex")}`,
  };
};

const send = (service, method, path, headers, body) =>
  new Promise((resolve, reject) => {
    const options = { agent, method, path, headers: sign(service, method, path, headers, body) };
    (isPlain ? request : requestTls)(endpoint, options, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk)).on("error", reject);
      response.on("end", () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks).toString());
        else reject(new Error(`${service} answered ${response.statusCode}`));
      });
    })
      .on("error", reject)
      .end(body);
  });

const store = async (body, metadata, receivedAt) => {
  const { Bucket, Key, ContentType, IfNoneMatch, ChecksumSHA256, Metadata } = toPutObject(
    body,
    metadata,
    receivedAt,
  );
  const objectHeaders = {
    "content-type": ContentType,
    "if-none-match": IfNoneMatch,
    "x-amz-checksum-sha256": ChecksumSHA256,
    "x-amz-meta-received_at": Metadata.received_at,
    "x-amz-meta-sha256": Metadata.sha256,
  };
  await send("s3", "PUT", `/${Bucket}/${Key}`, objectHeaders, body);
  const itemHeaders = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "DynamoDB_20120810.PutItem",
  };
  const item = toPutItem(body, metadata, receivedAt, Metadata.sha256);
  JSON.parse(await send("dynamodb", "POST", "/", itemHeaders, JSON.stringify(item)));
};

export const handler = async (event) => handleBatch(event, parseMessage, store);
