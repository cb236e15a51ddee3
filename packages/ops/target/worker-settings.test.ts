import { expect } from "chai";
import { answering } from "./answering.fixture.ts";
import { destroyClients, makeClients } from "./clients.ts";
import { readRecordDays } from "./worker-settings.ts";

describe("readRecordDays", () => {
  const read = async (Environment: object): Promise<number | string> => {
    const clients = makeClients({
      region: "us-east-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    });
    const answers = answering({ GetFunctionConfigurationCommand: () => ({ Environment }) });
    clients.lambda.middlewareStack.add(answers, { step: "initialize" });
    return readRecordDays({ stack: "a-test", clients })
      .catch(String)
      .finally(() => destroyClients(clients));
  };

  it("takes records for kept for ever only where the worker is told no days", async () => {
    expect(await read({ Variables: { RECORD_DAYS: "30" } })).to.equal(30);
    expect(await read({ Variables: {} })).to.equal(0);
    expect(await read({ Error: { ErrorCode: "AccessDenied", Message: "kms:Decrypt is denied" } })).to.equal(
      "OperatorError: the settings of a-test-process-message cannot be read: kms:Decrypt is denied",
    );
  });
});
