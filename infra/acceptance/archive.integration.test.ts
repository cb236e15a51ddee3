// The archive alone tells what a lost table said.
import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { aMessage } from "./testing/message.ts";
import { startSystem, type RunningSystem } from "./testing/running-system.ts";

type Archived = { readonly raw: string; readonly metadata: Readonly<Record<string, string>> };

describe("the archive", () => {
  let system: RunningSystem;
  before(async () => {
    system = await startSystem();
  });
  after(async () => system?.stop());

  const records = async () =>
    (await system.items())
      .map(({ processed_at: _processed, rejected_at: _rejected, ...others }) => others)
      .toSorted((one, other) => String(one["message_id"]?.S).localeCompare(String(other["message_id"]?.S)));

  const loseTheTable = async (): Promise<void> => {
    for (const { message_id = { S: "" } } of await system.items())
      await system.dynamodb.send(
        new DeleteItemCommand({ TableName: system.outputs.messages_table, Key: { message_id } }),
      );
  };

  const archived = async (): Promise<readonly Archived[]> =>
    Promise.all(
      (await system.objectKeys()).map(async (key) => ({
        raw: Buffer.from(await system.object(key)).toString(),
        metadata: await system.objectMetadata(key),
      })),
    );

  /** Valid texts that got their id, then what was rejected, each in the order of then. */
  const inOrder = (objects: readonly Archived[]): readonly Archived[] => {
    const isLost = ({ metadata: { company_id, sha256 } }: Archived): boolean =>
      objects.some(
        ({ metadata: other }) =>
          other["code"] === "MessageIdConflict" &&
          other["company_id"] === company_id &&
          other["sha256"] === sha256,
      );
    const isRejected = ({ metadata }: Archived): boolean => metadata["verdict"] === "Rejected";
    const byTime = (one: Archived, other: Archived): number =>
      String(one.metadata["judged_at"]).localeCompare(String(other.metadata["judged_at"]));
    return [
      ...objects.filter((object) => !isRejected(object) && !isLost(object)).toSorted(byTime),
      ...objects.filter(isRejected).toSorted(byTime),
    ];
  };

  it("gives a lost table again: the same winner of an id, the same rejections, of the same requests", async () => {
    const first = aMessage();
    const messages = [
      first.raw,
      aMessage({ message_id: first.message_id }).raw,
      aMessage({ ...first, data: '{"another":1}' }).raw,
      aMessage({ message_time: "yesterday" }).raw,
      aMessage().raw,
    ];
    for (const raw of messages) {
      expect((await system.post(raw)).status).to.equal(202);
      await system.untilIdle();
    }
    await system.enqueue("{");
    await system.untilIdle();
    const before = await records();
    const byStatus = Map.groupBy(before, ({ status }) => status?.S);
    expect(byStatus.get("Processed")).to.have.length(2);
    expect(byStatus.get("Rejected")).to.have.length(4);

    const objects = await archived();
    await loseTheTable();
    for (const { raw } of inOrder(objects)) {
      await system.enqueue(raw);
      await system.untilIdle();
    }
    expect(await records()).to.deep.equal(before);
    expect(await system.objectKeys()).to.have.length(objects.length);
  });
});
