import { expect } from "chai";
import { makeFakeQueues } from "../dead-letters/fake-queues.fixture.ts";
import { makeFakeTarget, makeFakeTerminal } from "../dead-letters/fake-target.fixture.ts";
import { aBody } from "../dead-letters/letter.fixture.ts";
import { eraseCompany } from "./erase-company.ts";

const companyId = "e0721e56-fb09-4273-ae74-7bcbc92d43eb";

describe("eraseCompany", () => {
  for (const [what, letters, words] of [
    ["how much it has erased", ["a", "b"], /^Erased so far: at least 2, .*its receipt is of the rest\.\n$/],
    ["that no deletion was confirmed", [], /^No deletion was confirmed\. /],
  ] as const)
    it(`says ${what} when it fails`, async () => {
      const queues = makeFakeQueues(1);
      for (const id of letters) queues.put("dead", id, aBody(id, companyId));
      const target = makeFakeTarget(queues);
      const failing = () => async () => Promise.reject(new Error("no connection"));
      target.clients.dynamodb.middlewareStack.add(failing, { step: "initialize", priority: "high" });
      const { terminal, said } = makeFakeTerminal();
      const erasing = eraseCompany(target, { companyId, isDryRun: false, rate: undefined }, terminal);
      expect(await erasing.catch(String)).to.equal("Error: no connection");
      expect(said()).to.match(words);
    });
});
