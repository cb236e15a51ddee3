// All messages of a batch at once; those that failed are named in the answer.
import { toReceivedAt } from "./requests.mjs";

export const handleBatch = async ({ Records }, parse, store) => {
  const results = await Promise.allSettled(
    Records.map(async (record) => store(record.body, parse(record.body), toReceivedAt(record))),
  );
  return {
    batchItemFailures: Records.filter((_, index) => results[index].status === "rejected").map(
      ({ messageId }) => ({ itemIdentifier: messageId }),
    ),
  };
};
