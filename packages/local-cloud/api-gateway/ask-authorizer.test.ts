import { expect } from "chai";
import { makePace } from "../pace.ts";
import { type AskAuthorizerDeps, askAuthorizer } from "./ask-authorizer.ts";
import { makeAuthorizerCache } from "./authorizer-cache.ts";
import { makeContext } from "./context.ts";
import { toStageRequest } from "./stage-request.ts";
import { anAccount, authorizerFunctionArn } from "./test-stack.ts";

describe("askAuthorizer", () => {
  it("waits no longer than its time for a function that hangs, and keeps nothing of it", async () => {
    let calls = 0;
    const now = () => new Date();
    const deps: AskAuthorizerDeps = {
      account: anAccount(),
      authorizerCache: makeAuthorizerCache(makePace(1), now),
      now,
      authorize: () => ({ allowed: true }),
      canAssume: () => ({ allowed: true }),
      functions: {
        invoke: async () => {
          calls += 1;
          return new Promise(() => {});
        },
        state: () => [],
        stop: async () => {},
      },
    };
    const headers = { authorization: "Bearer t" };
    const http = { method: "GET", url: "/v1/jobs", headers, body: Buffer.alloc(0) };
    const request = toStageRequest(http, "127.0.0.1");
    const context = makeContext(request, { apiId: "abc", deploymentId: "d" }, deps.account, now());
    const target = { functionArn: authorizerFunctionArn, roleArn: undefined, timeoutMilliseconds: 20 };
    const authorizer = { id: "x", identityHeaders: ["authorization"], ttlSeconds: 60, target };
    const invocation = { request, context, pathParameters: {}, resourcePath: "/jobs" };
    for (const attempt of [1, 2]) {
      const problem: unknown = await askAuthorizer(deps, authorizer, invocation, "arn").catch(
        (error: unknown) => error,
      );
      expect(problem).to.include({ type: "AUTHORIZER_FAILURE", status: 500 });
      expect(calls).to.equal(attempt);
    }
  });
});
