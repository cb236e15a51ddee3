// Stores that take everything, at once or after a while.
import type { DynamoDb, S3 } from "@message-handler/aws-client/operations.ts";

export type Stores = Pick<S3, "putObject" | "headObject"> & Pick<DynamoDb, "putItem" | "getItem">;

const $metadata = {};

export const makeStubStores = (waitMs: number): Stores => {
  const wait = async (): Promise<void> => {
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  };
  return {
    putObject: async ({ ChecksumSHA256 }) => {
      await wait();
      return { $metadata, ChecksumSHA256 };
    },
    putItem: async () => {
      await wait();
      return { $metadata, ConsumedCapacity: {} };
    },
    headObject: async () => ({ $metadata }),
    getItem: async () => ({ $metadata, ConsumedCapacity: {} }),
  };
};
