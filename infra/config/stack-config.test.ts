import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import { dev } from "./dev.ts";
import { environments } from "./environments.ts";
import { local } from "./local.ts";
import { prod } from "./prod.ts";
import { decodeStackConfig, type StackConfig } from "./stack-config.ts";

describe("decodeStackConfig", () => {
  for (const [name, config] of Object.entries(environments))
    it(`accepts the configuration of ${name}, which carries that name`, () => {
      expect(decodeStackConfig(config)).to.deep.equal(E.right(config));
      expect(config.environment).to.equal(name);
    });

  it("refuses a name of an environment that another's names could begin with, or that is too long for a bucket", () => {
    const isRight = (environment: string): boolean => E.isRight(decodeStackConfig({ ...dev, environment }));
    expect(isRight("qa")).to.equal(true);
    for (const name of [
      "dev-2",
      "Dev",
      "",
      "2nd",
      "abcdefghijklm",
      "bootstrap",
      "plan",
      "deploy",
      "api",
      "ci",
      "state",
    ])
      expect(isRight(name), name).to.equal(false);
  });

  it("names every fault with its path", () => {
    const faults = decodeStackConfig({
      ...prod,
      queue: { ...prod.queue, maxReceiveCount: 0 },
      messageProcessor: { ...prod.messageProcessor, maximumConcurrency: 1.5 },
      logRetentionDays: 400,
    });
    expect(faults).to.deep.equal(
      E.left([
        "queue.maxReceiveCount: expected an integer from 1 to 1000",
        "messageProcessor.maximumConcurrency: expected an integer from 2 to 1000",
        "logRetentionDays: expected one of 7, 30, 90, 365",
      ]),
    );
  });

  const jwt = {
    kind: "jwt",
    issuer: "https://issuer.example.com/tenant",
    audience: "messages",
    companyClaim: "company_id",
    cacheSeconds: 60,
  };

  it("refuses settings that it does not know, wherever they are, and says which was meant if case or one letter differs", () => {
    const id = "1111aaaa-22bb-33cc-44dd-5555eeee6666";
    const faultsOf = (config: object): unknown => E.swap(decodeStackConfig({ ...prod, ...config }));
    expect(
      faultsOf({
        logRetentionDay: 7,
        api: { ...prod.api, burstLimits: 1 },
        queue: { ...prod.queue, retention: 4 },
        messageProcessor: { ...prod.messageProcessor, maximumConcurrencies: 5 },
        alarms: { ...prod.alarms, rejectedMassages: 1 },
        alarmTargets: { ...prod.alarmTargets, Page: [] },
        options: {
          webACL: `callers/${id}`,
          retentions: {},
          domain: { name: "messages.example.com", certificateId: id, trustStore: {} },
          gradualRelease: { shif: {} },
        },
      }),
    ).to.deep.equal(
      E.right([
        "api.burstLimits: not known; did you mean burstLimit?",
        "queue.retention: not known",
        "messageProcessor.maximumConcurrencies: not known",
        "alarms.rejectedMassages: not known; did you mean rejectedMessages?",
        "alarmTargets.Page: not known; did you mean page?",
        "options.domain.trustStore: not known; did you mean truststore?",
        "options.gradualRelease.shif: not known; did you mean shift?",
        "options.webACL: not known; did you mean webAcl?",
        "options.retentions: not known; did you mean retention?",
        "logRetentionDay: not known; did you mean logRetentionDays?",
      ]),
    );
    expect(
      faultsOf({ auth: { ...jwt, companyclaim: "x" }, alarms: { ...prod.alarms, rejectedMessages: "x" } }),
    ).to.deep.equal(
      E.right([
        "auth.companyclaim: not known; did you mean companyClaim?",
        "alarms.rejectedMessages: expected an integer from 1 to 1000000",
      ]),
    );
    expect(faultsOf({ auth: { kind: "iam", issuer: jwt.issuer }, queue: 5 })).to.deep.equal(
      E.right(["auth.issuer: not known", "queue: expected an object"]),
    );
  });

  it("refuses an open API in every environment but local", () => {
    expect(decodeStackConfig({ ...dev, auth: { kind: "none" } })).to.deep.equal(
      E.left(["auth: expected iam or jwt; only the local environment may be open"]),
    );
    expect(E.isRight(decodeStackConfig({ ...local, auth: { kind: "none" } }))).to.equal(true);
  });

  it("accepts issuers that are reached over TLS, and in local those on the loopback, too", () => {
    const isRight = (environment: StackConfig, issuer: string): boolean =>
      E.isRight(decodeStackConfig({ ...environment, auth: { ...jwt, issuer } }));
    expect(isRight(prod, jwt.issuer)).to.equal(true);
    expect(isRight(local, "http://127.0.0.1:4567")).to.equal(true);
    expect(isRight(local, "http://issuer.example.com")).to.equal(false);
    for (const issuer of ["http://127.0.0.1:4567", "http://issuer.example.com", "issuer", "https://x/?a=b"])
      expect(isRight(dev, issuer), issuer).to.equal(false);
  });

  const guid = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
  const issuers: Readonly<Record<string, readonly [right: readonly string[], wrong: readonly string[]]>> = {
    "of Cognito": [
      ["https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_EXAMPLE12"],
      [
        "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_EXAMPLE12/",
        "https://companies.auth.eu-west-1.amazoncognito.com",
      ],
    ],
    "of Auth0": [["https://tenant.eu.auth0.com/"], ["https://tenant.eu.auth0.com"]],
    "of Entra ID": [
      [`https://login.microsoftonline.com/${guid}/v2.0`, `https://sts.windows.net/${guid}/`],
      [
        "https://login.microsoftonline.com/common/v2.0",
        "https://login.microsoftonline.com/example.onmicrosoft.com/v2.0",
        `https://login.microsoftonline.com/${guid}/v2.0/`,
        `https://login.microsoftonline.com/${guid}`,
        `https://sts.windows.net/${guid}`,
      ],
    ],
    "of Okta": [
      ["https://example.okta.com/oauth2/default", "https://example.oktapreview.com/oauth2/aus1abcDEF"],
      ["https://example.okta.com", "https://example.okta.com/oauth2/default/"],
    ],
    "of Keycloak": [
      ["https://id.example.com/realms/companies", "https://id.example.com/auth/realms/companies"],
      ["https://id.example.com/realms/companies/"],
    ],
    "the issuer that its discovery document names": [
      ["https://id.example.com"],
      ["https://id.example.com/.well-known/openid-configuration"],
    ],
  };
  for (const [expected, [right, wrong]] of Object.entries(issuers))
    it(`says what an issuer must look like: ${expected}`, () => {
      const decode = (issuer: string) => decodeStackConfig({ ...dev, auth: { ...jwt, issuer } });
      for (const issuer of right) expect(E.isRight(decode(issuer)), issuer).to.equal(true);
      for (const issuer of wrong)
        expect(decode(issuer), issuer)
          .to.have.nested.property("left[0]")
          .that.matches(new RegExp(`^auth\\.issuer: expected ${expected}`));
    });

  it("takes several audiences, and none that is empty or stands twice", () => {
    const isRight = (audience: unknown): boolean =>
      E.isRight(decodeStackConfig({ ...dev, auth: { ...jwt, audience } }));
    expect(isRight(["client-1", "client-2"])).to.equal(true);
    for (const audience of ["", [], [""], ["a", "a"], ["a", 1], [["a"]]])
      expect(isRight(audience), JSON.stringify(audience)).to.equal(false);
  });

  it("names a fault inside one kind of auth by its own path", () => {
    const { audience: _left, ...without } = jwt;
    expect(decodeStackConfig({ ...dev, auth: without })).to.deep.equal(
      E.left(["auth.audience: expected a text, or a list of different ones, without ${, %{ and #{"]),
    );
    expect(decodeStackConfig({ ...dev, auth: { kind: "key" } })).to.deep.equal(
      E.left(["auth: expected a kind of none, iam or jwt"]),
    );
    expect(
      decodeStackConfig({ ...dev, api: { ...dev.api, corsOrigin: "https://x.example.com/" } }),
    ).to.deep.equal(
      E.left(["api.corsOrigin: expected the origin of one website, such as https://console.example.com"]),
    );
  });

  it("refuses a website whose name would end the quotes that mappings write it in", () => {
    const isRight = (corsOrigin: string): boolean =>
      E.isRight(decodeStackConfig({ ...dev, api: { ...dev.api, corsOrigin } }));
    expect(isRight("https://console.example.com")).to.equal(true);
    for (const origin of ["https://console'.example.com", "*", "null"])
      expect(isRight(origin), origin).to.equal(false);
  });

  it("refuses archive tiers that S3 would refuse, and an age that no message reaches", () => {
    const tiers = { ...dev.archive, infrequentAccessAfterDays: 70, coldAfterDays: 90 };
    expect(E.isLeft(decodeStackConfig({ ...dev, archive: tiers }))).to.equal(true);
    const alarms = { ...dev.alarms, oldestMessageSeconds: dev.queue.retentionDays * 86_400 };
    expect(E.isLeft(decodeStackConfig({ ...dev, alarms }))).to.equal(true);
  });

  /** Whatever the environments have: 3 deliveries of 180 s at least, after pauses of 40, 80 and 160 s at most. */
  const retrying: StackConfig = {
    ...dev,
    queue: { maxReceiveCount: 3, retentionDays: 4 },
    messageProcessor: {
      ...dev.messageProcessor,
      batchSize: 10,
      batchingWindowSeconds: 0,
      timeoutSeconds: 30,
      retryBaseSeconds: 20,
    },
    alarms: { ...dev.alarms, oldestMessageSeconds: 900, quietGroupsSeconds: 600 },
  };
  const bothAges = (seconds: number) => ({ oldestMessageSeconds: seconds, quietGroupsSeconds: seconds });

  it("refuses as many retries as would let a message expire before it is dead-lettered", () => {
    for (const [maxReceiveCount, isValid] of [
      [12, true],
      [13, false],
      [1000, false],
    ] as const) {
      const alarms = { ...retrying.alarms, ...bothAges(2 * 86_400) };
      const config = { ...retrying, alarms, queue: { ...retrying.queue, maxReceiveCount } };
      expect(E.isRight(decodeStackConfig(config)), `${maxReceiveCount}`).to.equal(isValid);
    }
  });

  it("refuses ages of the oldest message, of all or of quiet groups, that one reaches while it is still retried, and names the least", () => {
    const faultsOf = (config: Partial<StackConfig>) => decodeStackConfig({ ...retrying, ...config });
    const fault = (longest: number) =>
      E.left(
        ["oldestMessageSeconds", "quietGroupsSeconds"].map(
          (age) =>
            `alarms.${age}: expected more than ${longest}, the longest that a message is retried until it is dead-lettered`,
        ),
      );
    const { messageProcessor } = retrying;
    const longer = { queue: { ...retrying.queue, maxReceiveCount: 5 } };
    expect(faultsOf(longer)).to.deep.equal(fault(180 + 180 + 190 + 350 + 670));
    const withAges = (seconds: number) =>
      faultsOf({ ...longer, alarms: { ...dev.alarms, ...bothAges(seconds) } });
    expect(withAges(1570)).to.deep.equal(fault(1570));
    expect(withAges(1571)).to.satisfy(E.isRight);
    const slower = { ...messageProcessor, timeoutSeconds: 60, batchingWindowSeconds: 5 };
    expect(faultsOf({ messageProcessor: slower })).to.deep.equal(fault(3 * 365));
    expect(faultsOf({ messageProcessor: { ...messageProcessor, retryBaseSeconds: 120 } })).to.deep.equal(
      fault(30 + 240 + 30 + 480 + 30 + 960),
    );
  });

  it("refuses an alarm on quiet groups that fires later than the one on all", () => {
    const alarms = { ...dev.alarms, oldestMessageSeconds: 900, quietGroupsSeconds: 901 };
    expect(decodeStackConfig({ ...dev, alarms })).to.deep.equal(
      E.left([
        "alarms.quietGroupsSeconds: expected at most oldestMessageSeconds, which counts the quiet groups, too",
      ]),
    );
  });

  it("refuses a rate that would take more than a table's quota of write units, for messages of the stated size", () => {
    for (const [rateLimit, messageKib, isValid] of [
      [10_000, 1, true],
      [2000, 9, true],
      [2000, 10, false],
      [10_000, 2, false],
    ] as const) {
      const config = {
        ...prod,
        api: { ...prod.api, rateLimit },
        messageProcessor: { ...prod.messageProcessor, messageKib },
      };
      expect(E.isRight(decodeStackConfig(config)), `${rateLimit}, ${messageKib} KiB`).to.equal(isValid);
    }
  });

  it("refuses batches that a function's connections do not take at once, and a time-out that two hanging stores use up", () => {
    const faultsOf = (changed: object) =>
      decodeStackConfig({ ...dev, messageProcessor: { ...dev.messageProcessor, ...changed } });
    expect(faultsOf({ batchSize: 251, batchingWindowSeconds: 1 })).to.deep.equal(
      E.left(["messageProcessor.batchSize: expected an integer from 1 to 250"]),
    );
    expect(faultsOf({ timeoutSeconds: 24 })).to.deep.equal(
      E.left(["messageProcessor.timeoutSeconds: expected an integer from 25 to 900"]),
    );
  });

  it("refuses a target of alarms that is neither an e-mail address nor an https URL, or stands twice", () => {
    const withPages = (...page: readonly string[]) =>
      decodeStackConfig({ ...dev, alarmTargets: { page, ticket: [] } });
    expect(E.isRight(withPages("ops@example.com", "https://example.com/hook"))).to.equal(true);
    for (const address of ["ops", " ops@example.com", "a@b@c", ""])
      expect(withPages(address), address).to.deep.equal(
        E.left(["alarmTargets.page.0: expected an e-mail address or an https URL"]),
      );
    expect(withPages("a@example.com", "A@example.com")).to.deep.equal(
      E.left(["alarmTargets.page: expected e-mail addresses and https URLs, each of them once"]),
    );
  });

  it("requires a batching window for batches of more than ten", () => {
    const larger = { ...dev.messageProcessor, batchSize: 100, batchingWindowSeconds: 0 };
    expect(E.isLeft(decodeStackConfig({ ...dev, messageProcessor: larger }))).to.equal(true);
    expect(
      E.isRight(decodeStackConfig({ ...dev, messageProcessor: { ...larger, batchingWindowSeconds: 1 } })),
    ).to.equal(true);
  });
});
