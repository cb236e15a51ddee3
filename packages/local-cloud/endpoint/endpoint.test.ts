import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import {
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import type { Authorize } from "../policy/authorize.ts";
import type { Credentials } from "../core/principals.ts";
import { startTestEndpoint, type TestEndpoint } from "../testing/start-test-endpoint.ts";
import { rejectionOf } from "../testing/rejection-of.ts";
import { until } from "../testing/until.ts";

const roleArn = "arn:aws:iam::000000000000:role/worker";
const granted = new Set([
  "s3:PutObject arn:aws:s3:::files/granted",
  "s3:GetObject arn:aws:s3:::files/granted",
  "dynamodb:GetItem arn:aws:dynamodb:us-east-1:000000000000:table/jobs",
  "dynamodb:Scan arn:aws:dynamodb:us-east-1:000000000000:table/jobs/index/by_owner",
]);
/** The role may do what is granted; people may do everything. */
const authorize: Authorize = (caller, action, resource) =>
  caller.kind === "operator" || granted.has(`${action} ${resource}`)
    ? { allowed: true }
    : { allowed: false, message: `${caller.kind} may not ${action} on ${resource}` };

const resources = {
  aws_s3_bucket: { files: { bucket: "files" } },
  aws_dynamodb_table: {
    jobs: {
      name: "jobs",
      billing_mode: "PAY_PER_REQUEST",
      hash_key: "id",
      attribute: [
        { name: "id", type: "S" },
        { name: "owner", type: "S" },
      ],
      global_secondary_index: { name: "by_owner", hash_key: "owner", projection_type: "ALL" },
    },
  },
};

type Failure = Error & {
  readonly $metadata: { readonly httpStatusCode?: number; readonly requestId?: string };
};

const putItem = (id: string) => new PutItemCommand({ TableName: "jobs", Item: { id: { S: id } } });
const getItem = (id: string) => new GetItemCommand({ TableName: "jobs", Key: { id: { S: id } } });
const putObject = (Key: string) => new PutObjectCommand({ Bucket: "files", Key, Body: "x" });
const failed = async (promise: Promise<unknown>) => (await rejectionOf(promise)) as Failure;

describe("the AWS endpoint", () => {
  let endpoint: TestEndpoint;
  let clients: { readonly s3: S3Client; readonly dynamodb: DynamoDBClient };
  let role: typeof clients;
  const makeClients = (credentials?: Credentials) => {
    const config = { ...endpoint.clientConfig, ...(credentials === undefined ? {} : { credentials }) };
    return { s3: new S3Client({ ...config, forcePathStyle: true }), dynamodb: new DynamoDBClient(config) };
  };
  before(async () => {
    endpoint = await startTestEndpoint({ resources, authorize });
    clients = makeClients();
    role = makeClients(endpoint.principals.credentialsOf({ kind: "role", arn: roleArn }));
  });
  after(async () => {
    for (const { s3, dynamodb } of [clients, role]) {
      s3.destroy();
      dynamodb.destroy();
    }
    await endpoint.stop();
  });

  it("refuses a body over the limit with an error that the service's client understands", async () => {
    const Body = Buffer.alloc(17 * 1024 * 1024);
    const put = new PutObjectCommand({ Bucket: "files", Key: "long", Body });
    expect(await failed(clients.s3.send(put))).to.include({ name: "EntityTooLarge" });
    const item = new PutItemCommand({ TableName: "jobs", Item: { id: { S: Body.toString("latin1") } } });
    expect(await failed(clients.dynamodb.send(item))).to.include({ name: "RequestEntityTooLarge" });
  });
  afterEach(() => {
    endpoint.faults.clear();
  });

  const onPut = (effect: object, service: "s3" | "dynamodb" = "dynamodb") =>
    endpoint.faults.replace([{ service, operation: service === "s3" ? "PutObject" : "PutItem", effect }]);
  const isThere = async (id: string) => (await clients.dynamodb.send(getItem(id))).Item !== undefined;

  describe("IAM", () => {
    it("lets a role do what it is granted", async () => {
      await role.s3.send(putObject("granted"));
      await role.dynamodb.send(getItem("a"));
      await role.dynamodb.send(new ScanCommand({ TableName: "jobs", IndexName: "by_owner" }));
    });

    it("refuses a role in S3's words", async () => {
      const error = await failed(role.s3.send(putObject("refused")));
      expect(error).to.include({
        name: "AccessDenied",
        message: "role may not s3:PutObject on arn:aws:s3:::files/refused",
      });
      expect(error.$metadata.httpStatusCode).to.equal(403);
      const missing = await failed(
        clients.s3.send(new GetObjectCommand({ Bucket: "files", Key: "refused" })),
      );
      expect(missing.name).to.equal("NoSuchKey");
    });

    it("refuses a role in DynamoDB's words, the table as well as the index", async () => {
      const error = await failed(role.dynamodb.send(putItem("refused")));
      expect(error.name).to.equal("AccessDeniedException");
      expect(error.message).to.include(
        "dynamodb:PutItem on arn:aws:dynamodb:us-east-1:000000000000:table/jobs",
      );
      expect(error.$metadata.httpStatusCode).to.equal(400);
      const { Item } = await clients.dynamodb.send(getItem("refused"));
      expect(Item).to.equal(undefined);
      expect((await failed(role.dynamodb.send(new ScanCommand({ TableName: "jobs" })))).name).to.equal(
        "AccessDeniedException",
      );
    });

    it("refuses a role a batch when it may not write to one of its tables", async () => {
      const tables = "arn:aws:dynamodb:us-east-1:000000000000:table";
      granted.add(`dynamodb:BatchWriteItem ${tables}/jobs`);
      const write = { PutRequest: { Item: { id: { S: "batch" } } } };
      const batch = new BatchWriteItemCommand({ RequestItems: { jobs: [write], others: [write] } });
      const { message } = await failed(role.dynamodb.send(batch));
      expect(message).to.equal(`role may not dynamodb:BatchWriteItem on ${tables}/others`);
      expect(await isThere("batch")).to.equal(false);
    });

    it("does not tell a missing object to a role that may not list the bucket", async () => {
      granted.add("s3:GetObject arn:aws:s3:::files/missing");
      const get = new GetObjectCommand({ Bucket: "files", Key: "missing" });
      expect((await failed(role.s3.send(get))).name).to.equal("AccessDenied");
      const head = new HeadObjectCommand({ Bucket: "files", Key: "missing" });
      expect((await failed(role.s3.send(head))).$metadata.httpStatusCode).to.equal(403);
      granted.add("s3:ListBucket arn:aws:s3:::files");
      expect((await failed(role.s3.send(get))).name).to.equal("NoSuchKey");
    });
  });

  describe("faults", () => {
    it("answers with an error that each SDK knows by its name", async () => {
      onPut({ type: "error", code: "ProvisionedThroughputExceededException", status: 400 });
      const throttled = await failed(clients.dynamodb.send(putItem("error")));
      expect(throttled.name).to.equal("ProvisionedThroughputExceededException");
      expect(await isThere("error")).to.equal(false);
      onPut({ type: "error", code: "SlowDown", status: 503 }, "s3");
      const slow = await failed(clients.s3.send(putObject("error")));
      expect(slow.name).to.equal("SlowDown");
      expect(slow.$metadata.httpStatusCode).to.equal(503);
    });

    it("applies a fault to roles too, and as often as asked", async () => {
      const effect = { type: "error", code: "InternalServerError", status: 500 };
      endpoint.faults.replace([{ service: "dynamodb", operation: "GetItem", times: 1, effect }]);
      expect((await failed(role.dynamodb.send(getItem("a")))).name).to.equal("InternalServerError");
      await role.dynamodb.send(getItem("a"));
    });

    it("applies a fault by text in the body", async () => {
      const match = "chosen";
      endpoint.faults.replace([
        { service: "dynamodb", operation: "PutItem", match, effect: { type: "reset" } },
      ]);
      await clients.dynamodb.send(putItem("spared"));
      await failed(clients.dynamodb.send(putItem("chosen")));
    });

    it("carries a call out late", async () => {
      onPut({ type: "latency", ms: 80 });
      const started = Date.now();
      await clients.dynamodb.send(putItem("late"));
      expect(Date.now() - started).to.be.at.least(79);
      expect(await isThere("late")).to.equal(true);
    });

    it("resets a connection without carrying the call out", async () => {
      onPut({ type: "reset" });
      const error = await failed(clients.dynamodb.send(putItem("reset")));
      expect(error).to.include({ code: "ECONNRESET" });
      expect(await isThere("reset")).to.equal(false);
    });

    it("carries the call out and then resets the connection", async () => {
      onPut({ type: "apply-then-reset" });
      const error = await failed(clients.dynamodb.send(putItem("applied")));
      expect(error).to.include({ code: "ECONNRESET" });
      expect(await isThere("applied")).to.equal(true);
    });

    it("never answers a hanging call, until its client gives up", async () => {
      onPut({ type: "hang" });
      const abortSignal = AbortSignal.timeout(100);
      const error = await failed(clients.dynamodb.send(putItem("hang"), { abortSignal }));
      expect(error.name).to.equal("AbortError");
      endpoint.faults.clear();
      expect(await isThere("hang")).to.equal(false);
    });

    it("resets what hangs when its rule is gone", async () => {
      onPut({ type: "hang" });
      const before = endpoint.logged.length;
      const hanging = failed(clients.dynamodb.send(putItem("released")));
      await until("the fault is logged", () => endpoint.logged.length > before);
      expect(endpoint.logged.at(-1)).to.include({ level: "INFO", message: "hang on dynamodb PutItem" });
      endpoint.faults.clear();
      expect(await hanging).to.include({ code: "ECONNRESET" });
      expect(await isThere("released")).to.equal(false);
    });

    it("answers a call with garbage", async () => {
      onPut({ type: "garbage", status: 502, body: "<html>Bad Gateway</html>" });
      const error = await failed(clients.dynamodb.send(putItem("garbage")));
      expect(error.$metadata.httpStatusCode).to.equal(502);
      const raw = await fetch(endpoint.url, {
        method: "POST",
        headers: { "x-amz-target": "DynamoDB_20120810.PutItem" },
        body: "{}",
      });
      expect(await raw.text()).to.equal("<html>Bad Gateway</html>");
    });
  });

  it("gives every response a request id", async () => {
    const { $metadata } = await clients.s3.send(putObject("granted"));
    expect($metadata.requestId).to.be.a("string");
    expect((await clients.dynamodb.send(getItem("a"))).$metadata.requestId).to.be.a("string");
    expect((await failed(role.dynamodb.send(putItem("a")))).$metadata.requestId).to.be.a("string");
  });

  it("refuses an AWS service that is not supported, and logs it", async () => {
    const authorization =
      "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=x";
    const response = await fetch(endpoint.url, { headers: { authorization } });
    expect(response.status).to.equal(501);
    expect(endpoint.logged.at(-1)).to.deep.include({
      level: "WARN",
      message: "The AWS service lambda is not supported by the local cloud.",
    });
  });

  it("answers the control API, and takes no longer name for it, nor an object of a bucket's own host", async () => {
    expect(await (await fetch(`${endpoint.url}/_local/state`)).text()).to.equal("control");
    expect((await fetch(`${endpoint.url}/_localhost`)).headers.get("content-type")).to.equal(
      "application/xml",
    );
    const { port } = new URL(endpoint.url);
    const [answer] = (await once(
      get({ host: "127.0.0.1", port, path: "/_local/state", headers: { host: `files.localhost:${port}` } }),
      "response",
    )) as [IncomingMessage];
    expect(answer.statusCode).to.equal(404);
    expect(await text(answer)).to.include("<Code>NoSuchKey</Code>");
  });
});
