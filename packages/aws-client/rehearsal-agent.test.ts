import { expect } from "chai";
import { stub } from "sinon";
import { makeRehearsalAgent, rehearsalEnvironment } from "./rehearsal-agent.ts";
import * as sdk from "./sdk-clients.ts";
import * as slim from "./slim-clients.ts";
import { clientLimits, startFakeAws, type FakeAws } from "./testing/fake-aws.ts";

describe("the connections of a rehearsal", () => {
  let aws: FakeAws;
  before(async () => {
    aws = await startFakeAws();
  });
  after(async () => aws.stop());

  for (const [name, { makeSqs }] of Object.entries({ slim, sdk }))
    it(`never lead to a queue over plain HTTP, with the ${name} client`, async () => {
      const agent = makeRehearsalAgent(() => expect.fail("this is no HTTPS"), {});
      const client = makeSqs(clientLimits(), rehearsalEnvironment, agent);
      // The SDK's client warns of a queue that is elsewhere.
      const warn = stub(console, "warn");
      const error = await client
        .deleteMessage({ QueueUrl: `${aws.endpoint}/000000000000/work`, ReceiptHandle: "rehearsal" })
        .then(() => undefined)
        .catch((reason: unknown) => reason)
        .finally(() => warn.restore());
      client.destroy();
      expect(aws.requests).to.deep.equal([]);
      expect(error).to.include({ code: "ERR_INVALID_PROTOCOL" });
    });
});
