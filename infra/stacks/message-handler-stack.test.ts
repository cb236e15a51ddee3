// What the wiring alone decides; what must hold for every environment stands in infra/policies.
import { expect } from "chai";
import { dev } from "../config/dev.ts";
import { local } from "../config/local.ts";
import { prod } from "../config/prod.ts";
import type { StackConfig } from "../config/stack-config.ts";
import { allOf, stackOf, textOf, theOnly } from "../policies/synth.ts";

const triggers = (config: StackConfig): unknown =>
  theOnly(stackOf(config), "aws_api_gateway_deployment").body["triggers"];

const functionNames = (config: StackConfig): readonly unknown[] =>
  allOf(stackOf(config), "aws_lambda_function").map(({ body }) => body["function_name"]);

describe("MessageHandlerStack", () => {
  it("synthesises the same bytes twice", () => {
    // A copy, because texts are remembered by their configuration.
    expect(textOf({ ...prod })).to.equal(textOf(prod));
  });

  it("keeps the other subscriptions as they are when an address is taken out", () => {
    const subscriptions = (alarmEmails: readonly string[]) =>
      allOf(stackOf({ ...dev, alarmEmails }), "aws_sns_topic_subscription").map(({ address }) => address);
    const [first = "", second = ""] = subscriptions(["a@example.com", "b@example.com"]);
    expect(first).not.to.equal(second);
    expect(subscriptions(["b@example.com"])).to.deep.equal([second]);
  });

  it("redeploys the API when who may call it changes, and not when a function or a log does", () => {
    const before = triggers(dev);
    expect(triggers({ ...dev, logRetentionDays: 90 })).to.deep.equal(before);
    expect(triggers({ ...dev, messageProcessor: { ...dev.messageProcessor, memoryMb: 1024 } })).to.deep.equal(
      before,
    );
    expect(triggers({ ...local, environment: "dev" })).not.to.deep.equal(before);
  });

  it("has a function that judges tokens where tokens are asked for, and tells it whose", () => {
    const auth = {
      kind: "jwt",
      issuer: "https://issuer.example.com",
      audience: "messages",
      companyClaim: "company",
      cacheSeconds: 60,
    } as const;
    const config = { ...dev, auth };
    expect(functionNames(dev)).to.have.length(2);
    expect(functionNames(config)).to.include("message-handler-dev-authorize-caller");
    const [authorizer] = allOf(stackOf(config), "aws_lambda_function").filter(
      ({ body }) => body["function_name"] === "message-handler-dev-authorize-caller",
    );
    expect(authorizer?.body["environment"]).to.deep.equal({
      variables: {
        TOKEN_ISSUER: auth.issuer,
        TOKEN_AUDIENCE: auth.audience,
        COMPANY_CLAIM: auth.companyClaim,
      },
    });
  });
});
