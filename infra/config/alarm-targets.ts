// Who is told of alarms: e-mail addresses, and https endpoints such as a pager's.
import * as t from "io-ts";
import { boundedString } from "./bounded.ts";
import { section } from "./section.ts";

/** As HTML has it, but with a dot behind the @, and without what Terraform or a construct's id would take for another. */
const EmailAddress = boundedString("an e-mail address", (value) =>
  /^[\w.!#$%&'*+=?^`{|}~-]+@[a-zA-Z\d](?:[a-zA-Z\d-]*[a-zA-Z\d])?(?:\.[a-zA-Z\d](?:[a-zA-Z\d-]*[a-zA-Z\d])?)+$/.test(
    value,
  ),
);

const isHttps = (value: string): boolean =>
  /^https:\/\/[\w.~:/?@!$&*+,;=%-]+$/.test(value) && URL.canParse(value) && new URL(value).username === "";

const Target = boundedString(
  "an e-mail address or an https URL",
  (value) => EmailAddress.is(value) || isHttps(value),
);

/** One that stands twice, in whatever case, would get each alarm twice. */
export const areDifferent = (addresses: readonly string[]): boolean =>
  new Set(addresses.map((address) => address.toLowerCase())).size === addresses.length;

/** In whatever case. */
export const isAmong =
  (addresses: readonly string[]) =>
  (address: string): boolean =>
    addresses.some((each) => each.toLowerCase() === address.toLowerCase());

export const AlarmEmails = t.refinement(
  t.readonlyArray(EmailAddress),
  areDifferent,
  "e-mail addresses, each of them once",
);

export const TargetList = t.refinement(
  t.readonlyArray(Target),
  areDifferent,
  "e-mail addresses and https URLs, each of them once",
);

/** What each severity is sent to. */
export const AlarmTargets = section({
  /** Somebody has to act now. */
  page: TargetList,
  /** Somebody has to act, today or tomorrow. */
  ticket: TargetList,
});
export type AlarmTargets = t.TypeOf<typeof AlarmTargets>;
export type Severity = keyof AlarmTargets;
export const severities = ["page", "ticket"] as const satisfies readonly Severity[];
