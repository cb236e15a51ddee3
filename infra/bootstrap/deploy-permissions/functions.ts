// What `terraform apply` may change of an environment's functions and their event source mappings.
import type { Condition, Statement } from "../../constructs/shared/policy-document.ts";
import { allow, isNotOfAnother } from "../permission.ts";
import type { DeployTarget } from "../stack-arns.ts";

export const functionPermissions = ({ arns, environment }: DeployTarget): Statement[] => {
  const ofOwnFunction: Condition = {
    test: "ArnLike",
    variable: "lambda:FunctionArn",
    values: [...arns.functions],
  };
  return [
    allow(
      [
        "lambda:AddPermission",
        "lambda:CreateFunction",
        "lambda:DeleteFunction",
        "lambda:DeleteFunctionConcurrency",
        "lambda:PutFunctionConcurrency",
        "lambda:RemovePermission",
        "lambda:TagResource",
        "lambda:UntagResource",
        "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionConfiguration",
      ],
      arns.functions,
    ),
    // Creating one has no resource to name; the function that it feeds is the condition.
    allow(["lambda:CreateEventSourceMapping"], ["*"], ofOwnFunction),
    allow(
      ["lambda:DeleteEventSourceMapping", "lambda:UpdateEventSourceMapping"],
      arns.eventSourceMappings,
      ofOwnFunction,
    ),
    allow(
      ["lambda:TagResource", "lambda:UntagResource"],
      arns.eventSourceMappings,
      isNotOfAnother(environment),
    ),
  ];
};
