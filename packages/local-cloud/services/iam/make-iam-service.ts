// IAM behind the common endpoint: asking what a role of the stack may do, without doing it.
import { z } from "zod";
import { type AwsService, ServiceError } from "../../core/service.ts";
import { makeService } from "../../endpoint/make-service.ts";
import { operation } from "../../endpoint/operation.ts";
import { makeQueryProtocol } from "../../endpoint/query-protocol.ts";
import type { Simulate } from "../../policy/simulate.ts";

const SimulatePrincipalPolicy = z.strictObject({
  PolicySourceArn: z.string(),
  ActionNames: z.array(z.string().regex(/^[\w-]+:\w+$/, "is no action")).min(1),
  ResourceArns: z.array(z.string()).min(1).default(["*"]),
  ContextEntries: z
    .array(
      z.strictObject({
        ContextKeyName: z.string(),
        ContextKeyType: z.enum(["string", "boolean"]),
        ContextKeyValues: z.tuple(
          [z.string()],
          "keys with several values are not supported by the local cloud",
        ),
      }),
    )
    .default([]),
});

const toContext = (entries: z.infer<typeof SimulatePrincipalPolicy>["ContextEntries"]) =>
  Object.fromEntries(entries.map(({ ContextKeyName: key, ContextKeyValues: [value] }) => [key, value]));

export const makeIamService = (simulate: Simulate): AwsService =>
  makeService({
    name: "iam",
    actions: "iam",
    protocol: makeQueryProtocol("https://iam.amazonaws.com/doc/2010-05-08/"),
    invalid: "InvalidInput",
    operations: {
      SimulatePrincipalPolicy: operation(
        SimulatePrincipalPolicy,
        ({ PolicySourceArn }) => PolicySourceArn,
        ({ PolicySourceArn, ActionNames, ResourceArns, ContextEntries }) => ({
          IsTruncated: false,
          EvaluationResults: ActionNames.flatMap((action) =>
            ResourceArns.map((resource) => {
              const said = simulate(PolicySourceArn, action, resource, toContext(ContextEntries));
              if (said === undefined)
                throw new ServiceError("NoSuchEntity", `${PolicySourceArn} does not exist.`, 404);
              return {
                EvalActionName: action,
                EvalResourceName: resource,
                EvalDecision: said === "allow" ? "allowed" : said,
              };
            }),
          ),
        }),
      ),
    },
  });
