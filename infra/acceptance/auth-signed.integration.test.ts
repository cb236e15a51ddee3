import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { deployedEnvironments } from "../config/environments.ts";
import { aMessage } from "./testing/message.ts";
import { expectProblem } from "./testing/api-caller.ts";
import { startSystem, type RunningSystem } from "./testing/running-system.ts";

for (const { environment } of deployedEnvironments.filter(({ auth }) => auth.kind === "iam")) {
  describe(`signed requests in ${environment}`, () => {
    let system: RunningSystem;
    before(async () => {
      system = await startSystem(environment);
    });
    after(async () => system?.stop());

    it("accepts, records and returns a signed message", async () => {
      const { message_id, company_id, raw } = aMessage();
      expect((await system.post(raw)).status).to.equal(202);
      await system.untilRecorded(message_id, "Processed");
      expect((await system.call(`/messages?company_id=${company_id}`)).status).to.equal(200);
    });

    it("rejects an unsigned request on every route, without queuing anything", async () => {
      const before = (await system.items()).length;
      const { raw, company_id } = aMessage();
      expectProblem(await system.anonymous.post(raw), 403, "Forbidden");
      expectProblem(await system.anonymous.get(randomUUID()), 403, "Forbidden");
      expectProblem(await system.anonymous.call(`/messages?company_id=${company_id}`), 403, "Forbidden");
      expectProblem(await system.withToken("a.b.c").post(raw), 403);
      await system.untilIdle();
      expect(await system.items()).to.have.length(before);
    });
  });
}
