import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { createHash, randomUUID } from "node:crypto";
import { aMessage } from "./testing/message.ts";
import type { ApiCaller } from "./testing/api-caller.ts";
import { expectProblem } from "./testing/api-caller.ts";
import { startTokenSystem, type TokenSystem } from "./testing/running-system.ts";

const hashKey = (raw: string): string => `sha256:${createHash("sha256").update(raw).digest("hex")}`;

describe("companies with tokens", () => {
  const [ours, theirs] = [randomUUID(), randomUUID()];
  const theirMessage = aMessage({ company_id: theirs });
  let system: TokenSystem;
  let we: ApiCaller;
  let they: ApiCaller;

  before(async () => {
    system = await startTokenSystem();
    we = await system.asCompany(ours);
    they = await system.asCompany(theirs);
    expect((await they.post(theirMessage.raw)).status).to.equal(202);
    await they.untilRecorded(theirMessage.message_id, "Processed");
  });
  after(async () => system?.stop());

  const theirsAsStored = async () => ({
    item: await system.item(theirMessage.message_id),
    object: Buffer.from(await system.object(`${theirs}/${theirMessage.message_id}.json`)).toString(),
  });

  /** Rejected under its hash, as a message of ours in their name; nothing of theirs is touched. */
  const expectMismatch = async (raw: string): Promise<void> => {
    const before = await theirsAsStored();
    const objects = await system.objectKeys();
    expect((await we.post(raw)).status).to.equal(202);
    await system.untilIdle();
    const item = await system.item(hashKey(raw));
    expect(item?.["status"]?.S).to.equal("Rejected");
    expect(JSON.stringify(item?.["error"])).to.include("CompanyMismatch");
    expect(await theirsAsStored()).to.deep.equal(before);
    const rejected = `${ours}/rejected/${hashKey(raw).slice("sha256:".length)}.json`;
    expect(await system.objectKeys(), "archived as ours").to.have.members([...objects, rejected]);
    expect(await system.objectMetadata(rejected)).to.include({ code: "CompanyMismatch" });
  };

  it("can read their own messages", async () => {
    expect((await they.get(theirMessage.message_id)).text).to.include(theirMessage.raw);
    const list = await they.call(`/messages?company_id=${theirs}`);
    expect(list.status).to.equal(200);
    expect(list.text).to.include(theirMessage.message_id);
  });

  it("cannot post for each other: such a message is rejected under its hash", async () => {
    const message = aMessage({ company_id: theirs });
    await expectMismatch(message.raw);
    expect(await system.item(message.message_id), "their id stays free").to.equal(undefined);
  });

  it("have the same result again when the text goes from the archive to the queue, sent by the company of its key", async () => {
    const { message_id, raw } = aMessage({ company_id: theirs });
    await expectMismatch(raw);
    const before = await system.item(hashKey(raw));
    const key = { message_id: { S: hashKey(raw) } };
    await system.dynamodb.send(new DeleteItemCommand({ TableName: system.outputs.messages_table, Key: key }));
    await system.enqueue(raw, ours);
    await system.untilIdle();
    const { rejected_at: _then, ...first } = before ?? {};
    expect(await system.item(hashKey(raw))).to.deep.include(first);
    expect(await system.item(message_id), "their id stays free").to.equal(undefined);
  });

  it("cannot overwrite each other's messages", async () => {
    const { message_id } = theirMessage;
    await expectMismatch(aMessage({ message_id, company_id: theirs, data: '{"order_amount":1}' }).raw);
  });

  it("cannot repeat each other's messages", async () => {
    await expectMismatch(theirMessage.raw);
  });

  it("each find their own result for the same text", async () => {
    const { raw } = aMessage({ company_id: randomUUID() });
    for (const [company, caller] of [
      [ours, we],
      [theirs, they],
    ] as const) {
      expect((await caller.post(raw)).status).to.equal(202);
      await system.untilIdle();
      const { json } = await caller.call(`/messages?company_id=${company}&limit=1`);
      const [newest] = (json?.["items"] ?? []) as readonly Record<string, unknown>[];
      expect(newest).to.include({ status: "Rejected", company_id: company, sha256: hashKey(raw).slice(7) });
      expect((await caller.get(String(newest?.["message_id"]))).status).to.equal(200);
    }
  });

  it("cannot take each other's message ids", async () => {
    const before = await theirsAsStored();
    const { message_id } = theirMessage;
    const { raw } = aMessage({ message_id, company_id: ours });
    expect((await we.post(raw)).status).to.equal(202);
    await we.untilRecorded(hashKey(raw), "Rejected");
    expect(await theirsAsStored()).to.deep.equal(before);
  });

  it("get 404 for each other's messages", async () => {
    const missing = await we.get(randomUUID());
    const foreign = await we.get(theirMessage.message_id);
    expectProblem(foreign, 404, "NotFound");
    const text = ({ json }: typeof foreign): unknown => ({ ...json, request_id: undefined });
    expect(text(foreign)).to.deep.equal(text(missing));
  });

  it("get 403 for each other's lists", async () => {
    expectProblem(await we.call(`/messages?company_id=${theirs}`), 403, "OtherCompany");
    expect((await we.call(`/messages?company_id=${ours}`)).status).to.equal(200);
  });

  describe("with a forged company", () => {
    const forged = {
      company_id: theirs,
      "x-company-id": theirs,
      "x-amzn-authorizer-company_id": theirs,
      "x-amz-meta-company_id": theirs,
    };

    it("cannot read more by headers and query parameters", async () => {
      const query = `company_id=${theirs}&companyId=${theirs}`;
      const path = `/messages/${theirMessage.message_id}?${query}`;
      expectProblem(await we.call(path, { headers: forged }), 404);
      expectProblem(await we.call(`/messages?company_id=${theirs}`, { headers: forged }), 403);
      const both = await we.call(`/messages?company_id=${ours}&company_id=${theirs}`, { headers: forged });
      expectProblem(both, 400);
      expect(both.text).not.to.include(theirMessage.message_id);
    });

    it("cannot post for another company by headers and query parameters", async () => {
      const { message_id, raw } = aMessage({ company_id: theirs });
      const headers = { ...forged, "content-type": "application/json" };
      const path = `/messages?company_id=${theirs}&MessageAttribute.3.Value.StringValue=${theirs}`;
      expect((await we.call(path, { method: "POST", headers, body: raw })).status).to.equal(202);
      await system.untilIdle();
      expect((await system.item(hashKey(raw)))?.["status"]?.S).to.equal("Rejected");
      expect(await system.item(message_id)).to.equal(undefined);
    });

    it("cannot add parameters of SQS by the body", async () => {
      const attribute = (n: number): string =>
        `&MessageAttribute.${n}.Name=company_id&MessageAttribute.${n}.Value.DataType=String&MessageAttribute.${n}.Value.StringValue=${theirs}`;
      const data = JSON.stringify({ x: `${attribute(3)}${attribute(4)}` });
      await expectMismatch(aMessage({ company_id: theirs, data }).raw);
      const { message_id, raw } = aMessage({ company_id: ours, data });
      await we.post(raw);
      expect((await we.untilRecorded(message_id, "Processed")).text).to.include(`"message":${raw}`);
    });
  });

  it("may write their company id in upper case", async () => {
    const { message_id, raw } = aMessage({ company_id: ours.toUpperCase() });
    await we.post(raw);
    await we.untilRecorded(message_id, "Processed");
    expect((await we.call(`/messages?company_id=${ours.toUpperCase()}`)).status).to.equal(200);
  });
});
