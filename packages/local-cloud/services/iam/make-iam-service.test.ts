import { IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { expect } from "chai";
import { gatherPolicies } from "../../policy/policies.ts";
import { makeSimulate } from "../../policy/simulate.ts";
import { aRole, policyOf, worker } from "../../testing/policy-stack.ts";
import { rejectionOf } from "../../testing/rejection-of.ts";
import { type ServedService, serveService } from "../../testing/serve-service.ts";
import { anAccount, loadedStack } from "../../testing/stack.ts";
import { makeIamService } from "./make-iam-service.ts";

const queue = "arn:aws:sqs:us-east-1:000000000000:jobs";
const boundary = "arn:aws:iam::000000000000:policy/at-most";

describe("IAM", () => {
  let served: ServedService;
  let client: IAMClient;

  beforeEach(async () => {
    const resource = {
      aws_iam_role: { worker: { ...aRole, permissions_boundary: boundary } },
      aws_iam_policy: {
        most: {
          name: "at-most",
          policy: policyOf({
            Effect: "Allow",
            Action: ["sqs:SendMessage", "sqs:PurgeQueue", "kms:*"],
            Resource: "*",
          }),
        },
      },
      aws_iam_role_policy: {
        grants: {
          role: "worker",
          policy: policyOf(
            { Effect: "Allow", Action: ["sqs:SendMessage", "sqs:ReceiveMessage"], Resource: queue },
            { Effect: "Deny", Action: "sqs:PurgeQueue", Resource: "*" },
            {
              Effect: "Allow",
              Action: "kms:Decrypt",
              Resource: "*",
              Condition: { StringEquals: { "kms:ViaService": "sqs.us-east-1.amazonaws.com" } },
            },
          ),
        },
      },
    };
    const policies = gatherPolicies(await loadedStack({ resource }), anAccount, () => {});
    served = await serveService(makeIamService(makeSimulate(policies, anAccount)));
    client = new IAMClient(served.clientConfig);
  });
  afterEach(async () => {
    client.destroy();
    await served.close();
  });

  const simulate = async (ActionNames: string[], ResourceArns?: string[], PolicySourceArn = worker.arn) => {
    const input = { PolicySourceArn, ActionNames, ...(ResourceArns === undefined ? {} : { ResourceArns }) };
    const { EvaluationResults = [] } = await client.send(new SimulatePrincipalPolicyCommand(input));
    return EvaluationResults.map(
      ({ EvalActionName: action, EvalResourceName: resource, EvalDecision: said }) =>
        [action, resource, said].join(" "),
    );
  };

  it("simulates what a role's policies and its boundary say of each action on each resource", async () => {
    expect(
      await simulate(["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:PurgeQueue"], [queue, `${queue}-others`]),
    ).to.deep.equal([
      `sqs:SendMessage ${queue} allowed`,
      `sqs:SendMessage ${queue}-others implicitDeny`,
      `sqs:ReceiveMessage ${queue} implicitDeny`,
      `sqs:ReceiveMessage ${queue}-others implicitDeny`,
      `sqs:PurgeQueue ${queue} explicitDeny`,
      `sqs:PurgeQueue ${queue}-others explicitDeny`,
    ]);
    expect(await simulate(["sqs:SendMessage"])).to.deep.equal(["sqs:SendMessage * implicitDeny"]);
    expect(served.permissions[0]).to.equal(`iam:SimulatePrincipalPolicy ${worker.arn}`);
  });

  it("asks with the context that it is given", async () => {
    const decide = async (service: string) => {
      const { EvaluationResults = [] } = await client.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: worker.arn,
          ActionNames: ["kms:Decrypt"],
          ContextEntries: [
            {
              ContextKeyName: "kms:ViaService",
              ContextKeyType: "string",
              ContextKeyValues: [`${service}.us-east-1.amazonaws.com`],
            },
          ],
        }),
      );
      return EvaluationResults[0]?.EvalDecision;
    };
    expect([await decide("sqs"), await decide("s3")]).to.deep.equal(["allowed", "implicitDeny"]);
  });

  it("knows the roles of the stack alone", async () => {
    const refused = await rejectionOf(simulate(["sqs:SendMessage"], [queue], `${worker.arn}-other`));
    expect(refused.name).to.match(/^NoSuchEntity/);
  });
});
