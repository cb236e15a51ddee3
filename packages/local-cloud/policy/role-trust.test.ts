// Which service may take on which role.
import { expect } from "chai";
import type { Log } from "../core/log.ts";
import { StackError } from "../stack/stack-error.ts";
import { policyOf } from "../testing/policy-stack.ts";
import { anAccount, loadedStack } from "../testing/stack.ts";
import { makeCanAssume } from "./authorizer.ts";
import { gatherPolicies } from "./policies.ts";

const worker = "arn:aws:iam::000000000000:role/worker";
const lambda = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } };
const inAccount = (id: string) => ({ ...lambda, Condition: { StringEquals: { "aws:SourceAccount": id } } });

describe("makeCanAssume", () => {
  let lines: unknown[];
  beforeEach(() => {
    lines = [];
  });

  const canAssume = async (...statements: readonly object[]) => {
    const log: Log = (...line) => void lines.push(line);
    const role = { name: "worker", assume_role_policy: policyOf(...statements) };
    const stack = await loadedStack({ resource: { aws_iam_role: { r: role } } });
    return makeCanAssume({ policies: gatherPolicies(stack, anAccount, log), account: anAccount, log });
  };

  it("answers yes to the service that the trust policy names", async () => {
    expect((await canAssume(lambda))(worker, "lambda.amazonaws.com")).to.deep.equal({ allowed: true });
    expect(lines).to.deep.equal([]);
  });

  it("answers no to another service, and logs who asked for which role", async () => {
    const message = `User: apigateway.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${worker} because no role trust policy allows the sts:AssumeRole action`;
    expect((await canAssume(lambda))(worker, "apigateway.amazonaws.com")).to.deep.equal({
      allowed: false,
      message,
    });
    const fields = {
      role: worker,
      service: "apigateway.amazonaws.com",
      action: "sts:AssumeRole",
      resource: worker,
    };
    expect(lines).to.deep.equal([["ERROR", "iam", message, fields]]);
  });

  it("answers no where the trust policy denies", async () => {
    const decision = (await canAssume(lambda, { ...lambda, Effect: "Deny" }))(worker, "lambda.amazonaws.com");
    expect(decision)
      .to.have.property("message")
      .that.matches(/ with an explicit deny in the role trust policy$/);
  });

  it("answers no for another action, and for a role that is not in the stack", async () => {
    const tagging = await canAssume({ ...lambda, Action: "sts:TagSession" });
    expect(tagging(worker, "lambda.amazonaws.com").allowed).to.equal(false);
    expect((await canAssume(lambda))(`${worker}2`, "lambda.amazonaws.com").allowed).to.equal(false);
  });

  it("goes by the account that a condition asks for", async () => {
    expect((await canAssume(inAccount("000000000000")))(worker, "lambda.amazonaws.com").allowed).to.equal(
      true,
    );
    expect((await canAssume(inAccount("111111111111")))(worker, "lambda.amazonaws.com").allowed).to.equal(
      false,
    );
  });

  it("refuses to start with a trust policy that is not understood", async () => {
    const error: unknown = await canAssume({ ...lambda, Resource: "*" }).catch((reason: unknown) => reason);
    expect(error)
      .to.be.instanceOf(StackError)
      .with.property("message")
      .that.contains(
        "aws_iam_role.r: attribute assume_role_policy: Statement[0]: a trust policy names no resource",
      );
  });
});
