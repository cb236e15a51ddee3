import { expect } from "chai";
import { dev } from "../config/dev.ts";
import { staging } from "../config/staging.ts";
import { prod } from "../config/prod.ts";
import {
  allOf,
  bootstrapStack,
  bootstrapText,
  resourcesOf,
  stackOf,
  stacksOfInstallation,
  subjects,
  textOf,
  withTokens,
} from "./synth.ts";
import type { Block, Resource, StackJson } from "./synth.ts";

/** What a resource is called in an account, by whatever attribute says so. */
const namesOf = ({ type, body }: Resource): readonly string[] =>
  ["name", "function_name", "alarm_name", "dashboard_name", "bucket_prefix", "name_prefix"]
    .map((attribute) => body[attribute])
    .filter((name) => typeof name === "string")
    // What is called after a resource, by a reference, is as much an environment's own as that one.
    .filter((name) => !name.includes("${"))
    .map((name) => `${type} ${name}`);

/** Named within something else that is an environment's own: an API, a role, a log group. */
const withinAnother = new Set([
  "aws_api_gateway_authorizer",
  "aws_api_gateway_model",
  "aws_api_gateway_request_validator",
  "aws_iam_role_policy",
  "aws_cloudwatch_log_metric_filter",
]);

/** An account has one of each, whoever asks for it. */
const oncePerAccount = new Set([
  "aws_api_gateway_account",
  "aws_iam_account_password_policy",
  "aws_iam_openid_connect_provider",
  "aws_s3_account_public_access_block",
  "aws_xray_encryption_config",
]);

const namedResources = (stack: StackJson): readonly string[] =>
  resourcesOf(stack)
    .filter(({ type }) => !withinAnother.has(type))
    .flatMap(namesOf);

/** Texts anywhere in a value; labels are cdktf's own, and so is the comment. */
const texts = (value: unknown): readonly string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => (key === "//" ? [] : texts(inner)))
      : [];

/** `depends_on` holds labels again. */
const values = (stack: StackJson): readonly string[] => [
  ...texts({ ...stack, resource: {} }),
  ...resourcesOf(stack).flatMap(({ body: { depends_on: _labels, ...body } }) => texts(body)),
];

/** Kinds of secrets that have a shape, and what would give an account away. */
const giveaways: readonly (readonly [string, RegExp])[] = [
  ["an access key of AWS", /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b/],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["a token (JWT)", /\beyJ[\w-]{10,}\.[\w-]{10,}\./],
  ["a token of GitHub", /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,})/],
  ["a token of npm or Slack", /\b(?:npm_\w{30,}|xox[abprs]-[\w-]{10,})/],
  ["a password in a URL", /:\/\/[^\s/:@]+:[^\s/@]+@/],
  ["a value called a secret", /(?:password|passwd|secret|private_key|api_?key)["']?\s*[:=]\s*["']?\w/i],
  ["the number of an account", /(?<![\w.])\d{12}(?![\w.])/],
  ["the ARN of a certain account or region", /arn:aws[\w-]*:[\w-]*:(?:[a-z]{2}-[a-z]+-\d|[\w-]*:\d)/],
  ["a certain region", /\b(?:us|eu|ap|sa|ca|me|af|il|mx)-(?:north|south|east|west|central)+\w*-\d\b/],
];

/** Bits per character, as a measure of how random a text is: words stay below 4, base64 of a key is above 4.5. */
const entropy = (text: string): number => {
  const counts = [...Map.groupBy(text, (character) => character).values()].map(({ length }) => length);
  return counts.reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
};

/** Hashes of what is deployed, as such or in a zip's path: made from public things, and meant to be there. */
const isHash = (text: string): boolean =>
  /^[0-9a-f]{64}$/.test(text) ||
  /^[A-Za-z0-9+/]{43}=$/.test(text) ||
  /^assets\/[\w-]+\/[0-9A-F]{32}\/[\w-]+\.zip$/.test(text);

/** Runs of characters as keys have them, 32 or more; references and paths are made of words. */
const randomLooking = (text: string): readonly string[] =>
  (text.replaceAll(/\$\{[^}]*\}/g, " ").match(/[A-Za-z0-9+/=_-]{32,}/g) ?? []).filter(
    (run) => /\d/.test(run) && /[a-z]/.test(run) && /[A-Z]/.test(run) && entropy(run) > 4.5,
  );

const everyStack: readonly (readonly [string, () => string])[] = [
  ...subjects.map(({ title, config }) => [title, () => textOf(config)] as const),
  ["bootstrap", bootstrapText],
];

describe("a synthesised stack", () => {
  for (const [title, text] of everyStack)
    it(`contains no secret, account or region: ${title}`, () => {
      for (const value of values(JSON.parse(text()) as StackJson).filter((one) => !isHash(one))) {
        for (const [what, pattern] of giveaways) expect(value, what).not.to.match(pattern);
        expect(randomLooking(value), value).to.deep.equal([]);
      }
    });

  it("is refused by these patterns with a secret in it", () => {
    // Put together here, so that nobody's scanner takes this file for a leak.
    const accessKey = ["AK", "IAIOSFODNN7EXAMPLE"].join("");
    const secretKey = ["wJalrXUtnFEMI", "K7MDENG", "bPxRfiCYEXAMPLEKEY"].join("/");
    expect(giveaways.filter(([, pattern]) => pattern.test(accessKey))).to.have.length(1);
    expect(randomLooking(secretKey)).to.deep.equal([secretKey]);
    for (const text of ["arn:aws:s3:eu-central-1:123456789012:x", "https://me:word@example.com", "Secret: x"])
      expect(
        giveaways.filter(([, pattern]) => pattern.test(text)),
        text,
      ).not.to.deep.equal([]);
  });

  it("names buckets by a prefix, since their names are global", () => {
    for (const stack of [...subjects.map(({ config }) => stackOf(config)), bootstrapStack()])
      for (const { body } of allOf(stack, "aws_s3_bucket")) {
        expect(body).not.to.have.property("bucket");
        expect(body["bucket_prefix"])
          .to.be.a("string")
          .and.match(/^[a-z0-9-]{1,37}$/);
      }
  });

  it("shares no resource name with another environment in the same account", () => {
    const [one, other] = [namedResources(stackOf(dev)), namedResources(stackOf(staging))];
    expect(one).not.to.deep.equal([]);
    expect(one.filter((name) => other.includes(name))).to.deep.equal([]);
    for (const [names, environment] of [
      [one, "dev"],
      [other, "staging"],
    ] as const)
      expect(names.filter((name) => !name.includes(`message-handler-${environment}`))).to.deep.equal([]);
  });

  /** What exists once in an account, in whatever region: identities, dashboards, issuers of tokens. */
  const globalNames = (stacks: readonly StackJson[], region: string): readonly string[] =>
    stacks.flatMap((stack) =>
      resourcesOf(stack)
        .filter(({ type }) =>
          /^aws_(?:iam_(?:role|policy|openid_connect_provider)|cloudwatch_dashboard)$/.test(type),
        )
        .map(({ type, body }) => `${type} ${String(body["name"] ?? body["dashboard_name"] ?? body["url"])}`)
        .map((name) => name.replaceAll(/\$\{data\.aws_region\.[^}]*\}/g, region)),
    );

  it("shares no global name with the same stack in another region, nor with another installation", () => {
    const once = { githubProvider: true, apiGatewayLogging: false };
    const everywhere = [
      globalNames(stacksOfInstallation("message-handler"), "eu-central-1"),
      globalNames(stacksOfInstallation("message-handler", once), "us-east-1"),
      globalNames(stacksOfInstallation("orders", { ...once, apiGatewayLogging: true }), "eu-central-1"),
    ];
    for (const names of everywhere) expect(names).not.to.deep.equal([]);
    expect(new Set(everywhere.flat()).size).to.equal(everywhere.flat().length);
  });

  it("shares no regional name with another installation in the same account and region", () => {
    const [one = [], other = []] = ["message-handler", "orders"].map((prefix) =>
      stacksOfInstallation(prefix, { githubProvider: true, apiGatewayLogging: true }).flatMap(namedResources),
    );
    expect(one).not.to.deep.equal([]);
    expect(one.filter((name) => other.includes(name))).to.deep.equal([]);
    expect(JSON.stringify(stacksOfInstallation("orders"))).not.to.include("message-handler");
  });

  it("takes its service principals and endpoints from the partition where they differ between partitions", () => {
    for (const [title, text] of everyStack)
      expect(text().match(/(?:logs|sqs|s3|dynamodb)\.\$\{[^}]*\}\.amazonaws\.com/g), title).to.equal(null);
  });

  it("fits its longest names into what IAM takes, in the region with the longest name", () => {
    const config = { ...prod, environment: "abcdefghijkl", auth: withTokens };
    for (const { type, body } of resourcesOf(stackOf(config)))
      if (type === "aws_iam_role")
        expect(String(body["name"]).replaceAll(/\$\{[^}]*\}/g, "ap-southeast-1").length).to.be.at.most(64);
  });

  it("leaves resources that an account has only once to bootstrap", () => {
    for (const { config } of subjects)
      expect(
        resourcesOf(stackOf(config))
          .map(({ type }) => type)
          .filter((type) => oncePerAccount.has(type)),
      ).to.deep.equal([]);
    const bootstrap = new Set(resourcesOf(bootstrapStack()).map(({ type }) => type));
    expect(bootstrap).to.include("aws_api_gateway_account");
    expect(bootstrap).to.include("aws_iam_openid_connect_provider");
  });

  it("publishes log metrics in a namespace of its environment", () => {
    for (const { config } of subjects)
      for (const { body } of allOf(stackOf(config), "aws_cloudwatch_log_metric_filter"))
        expect((body["metric_transformation"] as Block)["namespace"]).to.include(config.environment);
  });
});
