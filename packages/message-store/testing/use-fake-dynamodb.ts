// A fake DynamoDB for the tests of one `describe`.
import { makeDynamoDb } from "@message-handler/aws-client/clients.ts";
import type { DynamoDb } from "@message-handler/aws-client/operations.ts";
import {
  clientEnvironment,
  clientLimits,
  startFakeAws,
  type FakeAws,
} from "@message-handler/aws-client/testing/fake-aws.ts";

export type FakeDynamoDb = { readonly aws: FakeAws; readonly client: DynamoDb };

/** Starts before the tests and stops after them; ask for it inside a test. */
export const useFakeDynamoDb = (): (() => FakeDynamoDb) => {
  let started: FakeDynamoDb | undefined;
  before(async () => {
    const aws = await startFakeAws();
    started = { aws, client: makeDynamoDb(clientLimits(), clientEnvironment(aws.endpoint)) };
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
