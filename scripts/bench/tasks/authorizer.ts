// A token becomes a policy, with the keys that its issuer publishes.
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { company } from "../function/messages.ts";
import type { Task } from "../function/task.ts";
import { startFakeIssuer } from "./fake-issuer.ts";
import { functionEnvironment } from "./function-environment.ts";

const Answer = t.type({
  policyDocument: t.type({
    Statement: t.tuple([t.type({ Effect: t.literal("Allow"), Resource: t.string })]),
  }),
  context: t.type({ company_id: t.literal(company) }),
});

/** Of the stack for tokens; its issuer is any, as the fake has another port each time. */
const variables = async (): Promise<Readonly<Record<string, string>>> =>
  functionEnvironment("authorize-caller", { auth: { kind: "jwt", issuer: "https://issuer.invalid" } });

const toEvent = (Authorization: string) => ({
  type: "REQUEST",
  methodArn: "arn:aws:execute-api:eu-west-1:000000000000:api/stage/GET/messages",
  headers: { Authorization },
  multiValueHeaders: { Authorization: [Authorization] },
  requestContext: { requestId: "0a6f2f3e-0f5a-4a51-9c0a-2d1d8e3a7b10" },
});

export const authorizer: Task = {
  name: "authorizer",
  functionName: "authorize-caller",
  setStage: async () => {
    const environment = await variables();
    const issuer = await startFakeIssuer();
    const [audience] = JSON.parse(environment["TOKEN_AUDIENCES"] ?? "[]") as readonly string[];
    const token = issuer.mint({ aud: audience, [environment["COMPANY_CLAIM"] ?? ""]: company });
    return {
      // Not NODE_EXTRA_CA_CERTS: no NODE_* variable is set. What OpenSSL reads here is Node's own list, and one more.
      environment: { ...environment, TOKEN_ISSUER: issuer.url, SSL_CERT_FILE: issuer.authorities },
      nodeOptions: ["--use-openssl-ca"],
      toEvent: () => toEvent(`Bearer ${token}`),
      requests: () => issuer.requests,
      count: issuer.count,
      stop: issuer.stop,
    };
  },
  findFaults: ({ result, count }) => [
    ...(count === 1 || count === 2 ? [] : [`it asks the issuer ${count} times`]),
    ...(E.isRight(Answer.decode(result)) ? [] : ["it does not allow the token's company in"]),
  ],
};
