// What `ops diagnose` finds in a running system.
import { until } from "@message-handler/local-cloud/testing";
import type { Finding } from "@message-handler/ops/diagnose/cause.ts";
import { findCauses } from "@message-handler/ops/diagnose/find-causes.ts";
import { readFacts } from "@message-handler/ops/diagnose/read-facts.ts";
import { destroyClients } from "@message-handler/ops/target/clients.ts";
import { findTarget } from "@message-handler/ops/target/find-target.ts";
import { expect } from "chai";
import type { RunningSystem } from "./running-system.ts";

export const diagnose = async ({ awsEndpoint }: RunningSystem): Promise<readonly Finding[]> => {
  const variables = { AWS_ENDPOINT_URL: awsEndpoint };
  const target = await findTarget({}, { variables, readOutputs: async () => undefined });
  try {
    const { facts, notRead } = await readFacts(target, Date.now());
    expect(notRead).to.deep.equal([]);
    return findCauses(facts);
  } finally {
    destroyClients(target.clients);
  }
};

/** Waits until something is found: then it is this cause and no other. Its evidence, one line a finding. */
export const expectCause = async (system: RunningSystem, cause: string): Promise<string> => {
  const found = await until(`something is wrong: ${cause}`, async () => {
    const findings = await diagnose(system);
    return findings.length > 0 && findings;
  });
  const text = found.map(({ evidence }) => evidence).join("\n");
  expect([...new Set(found.map((finding) => finding.cause))], text).to.deep.equal([cause]);
  return text;
};

export const expectNothingWrong = async (system: RunningSystem): Promise<void> => {
  expect(await diagnose(system)).to.deep.equal([]);
};

/** Waits until nothing is found any more: also the evidence of what was mended is gone. */
export const untilNothingWrong = async (system: RunningSystem): Promise<void> => {
  let found: readonly Finding[] = [];
  try {
    await until("nothing is wrong", async () => {
      found = await diagnose(system);
      return found.length === 0;
    });
  } catch (error) {
    const evidence = found.map((finding) => `${finding.cause}: ${finding.evidence}`).join("\n");
    throw new Error(`It still finds\n${evidence}`, { cause: error });
  }
};
