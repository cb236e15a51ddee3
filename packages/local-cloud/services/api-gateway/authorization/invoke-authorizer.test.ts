import { expect } from "chai";
import type { InvokeResult } from "../../../core/functions.ts";
import { makeClock } from "../../../core/clock.ts";
import { type InvokeAuthorizerDeps, invokeAuthorizer } from "./invoke-authorizer.ts";
import { makeAuthorizerCache } from "./authorizer-cache.ts";
import { makeContext } from "../request/request-context.ts";
import type { Invocation } from "../request/invocation.ts";
import { toStageRequest } from "../request/stage-request.ts";
import { authorizerFunctionArn } from "../../../testing/gateway-stack.ts";
import { anAccount } from "../../../testing/stack.ts";

const target = { functionArn: authorizerFunctionArn, timeoutMilliseconds: 20 };
const authorizer = { id: "x", identityHeaders: ["authorization"], ttlSeconds: 60, target };

const makeDeps = (invoke: () => Promise<InvokeResult>): InvokeAuthorizerDeps => {
  const now = () => new Date();
  return {
    account: anAccount,
    authorizerCache: makeAuthorizerCache(makeClock(1), now),
    now,
    authorize: () => ({ allowed: true }),
    functions: { invoke, state: () => [], stop: async () => {} },
  };
};

const anInvocation = (url: string, headers: Readonly<Record<string, string>>): Invocation => {
  const request = toStageRequest({ method: "GET", url, headers, body: Buffer.alloc(0) }, "127.0.0.1");
  const context = makeContext(request, { apiId: "abc", deploymentId: "d" }, anAccount, new Date());
  return { request, context, pathParameters: {}, resourcePath: "/jobs" };
};

describe("invoking a Lambda authorizer", () => {
  it("times out when the authorizer hangs, and caches nothing", async () => {
    let calls = 0;
    const deps = makeDeps(async () => {
      calls += 1;
      return new Promise(() => {});
    });
    const invocation = anInvocation("/v1/jobs", { authorization: "Bearer t" });
    for (const attempt of [1, 2]) {
      const problem: unknown = await invokeAuthorizer(deps, authorizer, invocation, "arn").catch(
        (error: unknown) => error,
      );
      expect(problem).to.include({ type: "AUTHORIZER_FAILURE", status: 500 });
      expect(calls).to.equal(attempt);
    }
  });

  it("takes a cached response for the same stage, authorizer and identity only", async () => {
    let calls = 0;
    const deps = makeDeps(async () => {
      calls += 1;
      const Statement = [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" }];
      const answer = { principalId: `caller ${calls}`, policyDocument: { Statement } };
      return { ok: true, payload: JSON.stringify(answer) };
    });
    const ask = async (id: string, stage: string, token: string): Promise<string> => {
      const invocation = anInvocation(`/${stage}/jobs`, { authorization: `Bearer ${token}` });
      const { response } = await invokeAuthorizer(deps, { ...authorizer, id }, invocation, "arn");
      return response.principalId;
    };
    for (const _again of [1, 2]) {
      expect(await ask("x", "v1", "t")).to.equal("caller 1");
      expect(await ask("x", "v2", "t")).to.equal("caller 2");
      expect(await ask("y", "v1", "t")).to.equal("caller 3");
      expect(await ask("x", "v1", "T")).to.equal("caller 4");
    }
  });
});
