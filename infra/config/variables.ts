// The environment variables that a synth reads: what differs from person to person and stays out of the repository.
import { sequenceS } from "fp-ts/lib/Apply.js";
import * as E from "fp-ts/lib/Either.js";
import * as RA from "fp-ts/lib/ReadonlyArray.js";
import * as t from "io-ts";
import { AlarmEmails, areDifferent, TargetList, type AlarmTargets } from "./alarm-targets.ts";
import { localAuth, type Auth } from "./auth.ts";
import { boundedString } from "./bounded.ts";
import { Bundle, bundleIn } from "./bundle.ts";
import { NamePrefix, namePrefixIn } from "./installation.ts";
import { issuerFault } from "./issuer-fault.ts";
import { CorsOrigin } from "./stack-config.ts";

export type Variables = {
  /** Begins every name. */
  readonly namePrefix: string;
  /** Beside those of an environment's file; the e-mail addresses are in both severities. */
  readonly alarmTargets: AlarmTargets;
  readonly alarmEmails: readonly string[];
  /** Where the handbook can be read: a path in the repository unless a variable says another place. */
  readonly runbook: string;
  /** Undefined when the name is given at init. */
  readonly stateBucket: string | undefined;
  /** Which bundles of the functions: those over the slim AWS client, or `plain` ones over the SDK's own clients. */
  readonly bundle: Bundle;
  /** Undefined when nobody says where to write. */
  readonly outputFolder: string | undefined;
  readonly localAuth: Auth;
  readonly localCorsOrigin: string | undefined;
  /** What the account, or the region, has once and already has. */
  readonly existing: { readonly githubProvider: boolean; readonly apiGatewayLogging: boolean };
};

export const variableNames = [
  "ALARM_EMAILS",
  "ALARM_PAGE_TARGETS",
  "ALARM_TICKET_TARGETS",
  "API_GATEWAY_LOGGING",
  "CDKTF_OUTDIR",
  "GITHUB_PROVIDER",
  "LOCAL_AUTH",
  "LOCAL_CORS_ORIGIN",
  "LOCAL_ISSUER",
  "MESSAGE_HANDLER_BUNDLE",
  "NAME_PREFIX",
  "RUNBOOK_URL",
  "STATE_BUCKET",
] as const;

type Environment = Readonly<Record<string, string | undefined>>;
type Name = (typeof variableNames)[number];
type Decoded<A> = E.Either<readonly string[], A>;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BucketName = boundedString(
  "the name of a bucket: 3 to 63 lower-case letters, digits, hyphens and single dots, and none that S3 reserves",
  (name) =>
    /^[a-z0-9](?:\.?[a-z0-9-])*$/.test(name) &&
    /^.{3,63}$/.test(name) &&
    !name.endsWith("-") &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name),
);

/** The descriptions of alarms, of which CloudWatch takes 1,024 characters, end with it, the dashboard links to it. */
export const RunbookUrl = boundedString(
  "an http or https URL of at most 300 characters, without fragment, credentials, blanks, quotes, brackets and braces",
  (url) =>
    /^https?:\/\/[\w.~:/?@!$&*+,;=%-]+$/.test(url) &&
    url.length <= 300 &&
    URL.canParse(url) &&
    new URL(url).username === "",
);

const AuthKind = t.keyof({ none: null, iam: null, jwt: null }, "none, iam or jwt");

const Existing = t.literal("existing", "existing, or nothing");

/** Left with the faults of all, if any has one. */
const all = sequenceS(E.getApplicativeValidation(RA.getSemigroup<string>()));

const fault = (name: Name, expected: string): E.Either<readonly string[], never> =>
  E.left([`${name}: expected ${expected}`]);

/** `takesFolder` says whether a folder is, or can be made, at a path. A Left names each variable that is wrong. */
export const decodeVariables = (
  environment: Environment,
  takesFolder: (path: string) => boolean,
): Decoded<Variables> => {
  /** An empty variable is how a CI system passes one that is not set. */
  const valueOf = (name: Name): string | undefined => environment[name]?.trim() || undefined;
  const decode = <A>(name: Name, codec: t.Type<A>, value: unknown): Decoded<A> => {
    const decoded = codec.decode(value);
    return E.isLeft(decoded) ? fault(name, codec.name) : decoded;
  };
  const read = <A>(name: Name, codec: t.Type<A>): Decoded<A | undefined> => {
    const value = valueOf(name);
    return value === undefined ? E.right(undefined) : decode(name, codec, value);
  };
  const isExisting = (name: Name): Decoded<boolean> =>
    E.map((value) => value !== undefined)(read(name, Existing));

  const list = <A>(name: Name, codec: t.Type<A>): Decoded<A> => {
    const addresses = (valueOf(name) ?? "").split(",").map((address) => address.trim());
    return decode(
      name,
      codec,
      addresses.filter((address) => address !== ""),
    );
  };
  /** Those of one severity, with those that get every alarm. */
  const told = (
    name: Name,
    emails: readonly string[],
    targets: readonly string[],
  ): Decoded<readonly string[]> =>
    areDifferent([...emails, ...targets])
      ? E.right([...emails, ...targets])
      : fault(name, "no address that ALARM_EMAILS has, which gets every alarm");
  type Alarms = Readonly<Record<"emails" | keyof AlarmTargets, readonly string[]>>;
  const alarms = E.chain(({ emails, page, ticket }: Alarms): Decoded<Alarms> =>
    all({
      emails: E.right(emails),
      page: told("ALARM_PAGE_TARGETS", emails, page),
      ticket: told("ALARM_TICKET_TARGETS", emails, ticket),
    }),
  )(
    all({
      emails: list("ALARM_EMAILS", AlarmEmails),
      page: list("ALARM_PAGE_TARGETS", TargetList),
      ticket: list("ALARM_TICKET_TARGETS", TargetList),
    }),
  );
  const outputFolder = valueOf("CDKTF_OUTDIR");
  const issuer = valueOf("LOCAL_ISSUER");
  const expectedIssuer = issuer === undefined ? undefined : issuerFault(issuer, "local");

  const auth = E.chain(({ kind }: { readonly kind?: "none" | "iam" | "jwt" | undefined }): Decoded<Auth> => {
    if (kind !== "jwt") return E.right({ kind: kind ?? "none" });
    return issuer === undefined
      ? fault("LOCAL_ISSUER", "the URL of an issuer, which LOCAL_AUTH=jwt needs")
      : E.right(localAuth(issuer));
  })(
    all({
      kind: read("LOCAL_AUTH", AuthKind),
      issuer: expectedIssuer === undefined ? E.right(issuer) : fault("LOCAL_ISSUER", expectedIssuer),
    }),
  );

  const decoded = all({
    namePrefix: decode("NAME_PREFIX", NamePrefix, namePrefixIn(environment)),
    alarms,
    runbook: E.map((url: string | undefined) => url ?? "docs/operating.md")(read("RUNBOOK_URL", RunbookUrl)),
    stateBucket: read("STATE_BUCKET", BucketName),
    bundle: decode("MESSAGE_HANDLER_BUNDLE", Bundle, bundleIn(environment)),
    outputFolder:
      outputFolder === undefined || takesFolder(outputFolder)
        ? E.right(outputFolder)
        : fault("CDKTF_OUTDIR", "a folder that can be written"),
    localAuth: auth,
    localCorsOrigin: read("LOCAL_CORS_ORIGIN", CorsOrigin),
    existing: all({
      githubProvider: isExisting("GITHUB_PROVIDER"),
      apiGatewayLogging: isExisting("API_GATEWAY_LOGGING"),
    }),
  });
  if (E.isLeft(decoded)) return decoded;
  const {
    alarms: { emails: alarmEmails, ...alarmTargets },
    ...others
  } = decoded.right;
  return E.right({ ...others, alarmTargets, alarmEmails });
};
