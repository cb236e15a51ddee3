// A fake DynamoDB for the tests of one `describe`.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { clientConfig, startFakeAws, type FakeAws } from "./fake-aws.ts";

export type FakeDynamoDb = { readonly aws: FakeAws; readonly client: DynamoDBClient };

/** Starts before the tests and stops after them; ask for it inside a test. */
export const useFakeDynamoDb = (): (() => FakeDynamoDb) => {
  let started: FakeDynamoDb | undefined;
  before(async () => {
    const aws = await startFakeAws();
    started = { aws, client: new DynamoDBClient(clientConfig(aws.endpoint)) };
  });
  after(async () => {
    started?.client.destroy();
    await started?.aws.stop();
  });
  return () => {
    if (started === undefined) throw new Error("the fake DynamoDB runs inside tests only");
    return started;
  };
};
