import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import { dev } from "./dev.ts";
import { decodeSettings } from "./settings.ts";
import { decodeVariables, variableNames } from "./variables.ts";

const decode = (environment: Readonly<Record<string, string>>, takesFolder = true) =>
  decodeVariables(environment, () => takesFolder);

const none = {
  namePrefix: "message-handler",
  alarmTargets: { page: [], ticket: [] },
  alarmEmails: [],
  runbook: "docs/operating.md",
  stateBucket: undefined,
  bundle: "slim",
  outputFolder: undefined,
  localAuth: { kind: "none" },
  localCorsOrigin: undefined,
  existing: { githubProvider: false, apiGatewayLogging: false },
};

const local = { LOCAL_AUTH: "jwt", LOCAL_ISSUER: "http://127.0.0.1:4567" };

describe("decodeVariables", () => {
  it("needs none, and takes an empty one for one that is not set", () => {
    expect(decode({})).to.deep.equal(E.right(none));
    expect(decode(Object.fromEntries(variableNames.map((name) => [name, " "])))).to.deep.equal(E.right(none));
  });

  it("reads each of them", () => {
    expect(
      decode({
        ...local,
        ALARM_EMAILS: " a@example.com, b+c@mail.example.com ,",
        ALARM_PAGE_TARGETS: "https://events.example.com/integration/key/enqueue",
        ALARM_TICKET_TARGETS: "tickets@example.com",
        API_GATEWAY_LOGGING: "existing",
        CDKTF_OUTDIR: "out",
        GITHUB_PROVIDER: "existing",
        LOCAL_CORS_ORIGIN: "http://localhost:5173",
        MESSAGE_HANDLER_BUNDLE: "plain",
        NAME_PREFIX: "orders",
        RUNBOOK_URL: "https://wiki.example.com/pages?id=1",
        STATE_BUCKET: "message-handler-state-2026",
      }),
    ).to.deep.equal(
      E.right({
        namePrefix: "orders",
        alarmTargets: {
          page: [
            "a@example.com",
            "b+c@mail.example.com",
            "https://events.example.com/integration/key/enqueue",
          ],
          ticket: ["a@example.com", "b+c@mail.example.com", "tickets@example.com"],
        },
        alarmEmails: ["a@example.com", "b+c@mail.example.com"],
        runbook: "https://wiki.example.com/pages?id=1",
        stateBucket: "message-handler-state-2026",
        bundle: "plain",
        outputFolder: "out",
        localAuth: {
          kind: "jwt",
          issuer: "http://127.0.0.1:4567",
          audience: "message-handler-local",
          companyClaim: "company_id",
          cacheSeconds: 60,
        },
        localCorsOrigin: "http://localhost:5173",
        existing: { githubProvider: true, apiGatewayLogging: true },
      }),
    );
  });

  const wrong: Readonly<Record<(typeof variableNames)[number], readonly string[]>> = {
    ALARM_EMAILS: [
      "a@example.com,a@example.com",
      "a@example.com,A@Example.com",
      "a@example.com;b@example.com",
      "a@example.com b@example.com",
      "<a@example.com>",
      "ops",
      "ops@localhost",
      "${x}@example.com",
    ],
    ALARM_PAGE_TARGETS: [
      "http://example.com/hook",
      "https://",
      "https://u:p@example.com",
      "https://example.com/${x}",
      "example.com/hook",
      "https://example.com/hook,https://example.com/hook",
    ],
    ALARM_TICKET_TARGETS: ["ops", "a@example.com,A@example.com"],
    API_GATEWAY_LOGGING: ["true", "Existing"],
    CDKTF_OUTDIR: ["/dev/null"],
    GITHUB_PROVIDER: ["yes", "arn:aws:iam::123456789012:oidc-provider/x"],
    LOCAL_AUTH: ["oidc", "JWT"],
    LOCAL_CORS_ORIGIN: ["*", "https://*.example.com", "https://x.example.com/", "https://${x}"],
    LOCAL_ISSUER: [
      "issuer",
      "http://issuer.example.com",
      "https://x.example.com?a=b",
      "https://u:p@x.example.com",
      "https://x.example.com/${y}",
      "https://tenant.eu.auth0.com",
    ],
    MESSAGE_HANDLER_BUNDLE: ["Plain", "sdk"],
    RUNBOOK_URL: [
      "docs",
      "ftp://x.example.com",
      "https://x.example.com/#top",
      "https://u:p@x.example.com",
      "https://x.example.com/a b",
      "https://x.example.com/%{if}",
      "https://x.example/${y}",
      `https://x.example.com/${"x".repeat(300)}`,
    ],
    NAME_PREFIX: [
      "Orders",
      "1st",
      "orders-",
      "or--ders",
      "sixteen-letters-",
      "${x}",
      "sthree",
      "sthree-a",
      "amzn-s3-demo",
    ],
    STATE_BUCKET: [
      "My_Bucket",
      "ab",
      "a".repeat(64),
      "a/b",
      "a..b",
      "-ab",
      "ab-",
      "ab.",
      "192.168.5.4",
      "xn--abc",
      "abc-s3alias",
      "abc--x-s3",
      "${x}",
    ],
  };

  for (const name of variableNames)
    it(`says in one sentence what ${name} must be`, () => {
      for (const value of wrong[name]) {
        const decoded = decode({ ...local, [name]: value }, name !== "CDKTF_OUTDIR");
        expect(decoded, value).to.have.property("left").with.lengthOf(1);
        expect(decoded, value)
          .to.have.nested.property("left[0]")
          .that.matches(new RegExp(`^${name}: expected [^\\n]+$`));
      }
    });

  it("refuses a target of one severity that gets every alarm already", () => {
    for (const name of ["ALARM_PAGE_TARGETS", "ALARM_TICKET_TARGETS"])
      expect(decode({ ALARM_EMAILS: "a@example.com", [name]: "A@example.com" })).to.deep.equal(
        E.left([`${name}: expected no address that ALARM_EMAILS has, which gets every alarm`]),
      );
  });

  it("asks for an issuer where tokens are to be taken", () => {
    expect(decode({ LOCAL_AUTH: "jwt" })).to.deep.equal(
      E.left(["LOCAL_ISSUER: expected the URL of an issuer, which LOCAL_AUTH=jwt needs"]),
    );
  });

  it("names all that are wrong at once", () => {
    const decoded = decode(
      Object.fromEntries(variableNames.map((name) => [name, wrong[name][0] ?? ""])),
      false,
    );
    const named = E.isLeft(decoded) ? decoded.left.map((fault) => fault.split(":")[0]) : [];
    expect(named).to.have.members([...variableNames]);
  });
});

describe("decodeSettings", () => {
  it("blames the variable, not the file, for an address that the environment's file has", () => {
    const own = {
      ...dev,
      alarmTargets: { page: ["a@example.com", "p@example.com"], ticket: ["a@example.com"] },
    };
    const variables = decode({
      ALARM_EMAILS: "A@example.com,b@example.com",
      ALARM_PAGE_TARGETS: "p@example.com",
      ALARM_TICKET_TARGETS: "p@example.com",
    });
    const has = (severity: string): string =>
      `expected no address that alarmTargets.${severity} of infra/config/dev.ts, or of defaults.ts under it, has already`;
    expect(decodeSettings(variables, [own])).to.deep.equal(
      E.left([
        `ALARM_EMAILS: ${has("page")}`,
        `ALARM_PAGE_TARGETS: ${has("page")}`,
        `ALARM_EMAILS: ${has("ticket")}`,
      ]),
    );
  });

  it("blames the file for one that it has twice itself", () => {
    const own = { ...dev, alarmTargets: { page: ["a@example.com", "A@example.com"], ticket: [] } };
    expect(decodeSettings(decode({ ALARM_EMAILS: "a@example.com" }), [own]))
      .to.have.property("left")
      .that.satisfies(
        ([variable, file, ...others]: readonly string[]) =>
          variable?.startsWith("ALARM_EMAILS: ") === true &&
          file?.startsWith("infra/config/dev.ts, or defaults.ts under it: alarmTargets.page: ") === true &&
          others.length === 0,
      );
  });

  it("gives every environment the addresses, and the local one alone its variant", () => {
    const settings = decodeSettings(decode({ ...local, ALARM_EMAILS: "a@example.com" }));
    const configs = E.isRight(settings) ? settings.right.configs : [];
    expect(configs.map(({ environment }) => environment)).to.include.members(["local", "prod"]);
    for (const { environment, alarmTargets, auth } of configs) {
      expect(alarmTargets).to.deep.equal({ page: ["a@example.com"], ticket: ["a@example.com"] });
      expect(auth.kind === "jwt", environment).to.equal(environment === "local");
    }
  });
});
