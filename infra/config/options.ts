// What an environment may have beside the system itself, each off unless it is named: docs/operating.md, "Options".
import * as t from "io-ts";
import { boundedString, integerBetween } from "./bounded.ts";
import { section } from "./section.ts";

const HostName = boundedString(
  "a host name in lower case, such as messages.example.com",
  (value) => value.length <= 253 && /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(value),
);

const CertificateId = boundedString("a certificate's id, the end of its ARN", (value) =>
  /^[\w-]{36}$/.test(value),
);

const Domain = section(
  {
    name: HostName,
    /** Of the certificate for it: ACM's, in the API's account and region. */
    certificateId: CertificateId,
  },
  {
    /** The name that AWS gives the API leads to it, too: until DNS knows the domain, and callers have moved. */
    keepsDefaultEndpoint: t.boolean,
    /**
     * Where a certificate that was imported into ACM, or is a private authority's, meets a truststore: the id of a
     * public one for the same name that ACM issued. It proves whose the name is, and serves for nothing else.
     * https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html
     */
    ownershipCertificateId: CertificateId,
    /** Clients must show a certificate of an authority that is listed there. */
    truststore: section({
      uri: boundedString("an object's URI, such as s3://bucket/truststore.pem", (value) =>
        /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[^\s?#]+$/.test(value),
      ),
      /** Of the object: a new list takes effect when this changes. */
      version: boundedString("the version of an object", (value) => /^[\w.-]{1,1024}$/.test(value)),
    }),
  },
);
export type Domain = t.TypeOf<typeof Domain>;

const Shift = section({
  /** The published version that keeps the rest. */
  stableVersion: boundedString("the number of a version", (value) => /^[1-9]\d{0,9}$/.test(value)),
  /** The newest version's share of the batches; 0 rolls it back. */
  newestPercent: integerBetween(0, 99),
});

export const Options = section(
  {},
  {
    /** The API's own name; the one that AWS gives it is off then, unless it is kept. */
    domain: Domain,
    /** Looks at every request first. */
    webAcl: boundedString("NAME/ID, the end of a regional web ACL's ARN", (value) =>
      /^[\w-]{1,128}\/[\w-]{36}$/.test(value),
    ),
    /**
     * Executions that these functions have for themselves, and can at most have: taken from the account's, so that no
     * flood of requests leaves `process-message` without.
     */
    reservedConcurrency: section(
      {},
      {
        authorizeCaller: integerBetween(1, 1000),
        queryMessages: integerBetween(1, 1000),
      },
    ),
    /** Which keys DynamoDB throttles, in CloudWatch, where they can be read without the table's key. */
    showThrottledKeys: t.boolean,
    /** `process-message` runs under an alias; with a shift, its newest version gets a share of the work first. */
    gradualRelease: section({}, { shift: Shift }),
    /** Days after which a company's data are deleted; kept for ever when absent. */
    retention: section({
      /** From the verdict. */
      recordDays: integerBetween(1, 3650),
      /** From the archiving. */
      archiveDays: integerBetween(1, 3650),
    }),
  },
);
export type Options = t.TypeOf<typeof Options>;

/** Days for which a message may still be without its record after it was archived: as a dead letter, and then to be redriven. */
const archivedFirst = 21;

type WithOptions = {
  readonly environment: string;
  readonly options: Options;
  readonly auth: { readonly kind: string };
  readonly archive: { readonly coldAfterDays: number };
};

/** Each finds what no single value can be blamed for. */
export const optionRules: readonly ((config: WithOptions) => string | false)[] = [
  ({ environment, options }) =>
    environment === "local" &&
    (options.domain ?? options.webAcl) !== undefined &&
    `options.${options.domain === undefined ? "webAcl" : "domain"}: expected none in the local environment, whose API is on the loopback alone`,
  ({ options: { domain } }) =>
    domain?.truststore !== undefined &&
    domain.keepsDefaultEndpoint === true &&
    "options.domain.keepsDefaultEndpoint: expected false with a truststore, since that endpoint asks nobody for a certificate",
  ({ options: { domain } }) =>
    domain?.ownershipCertificateId !== undefined &&
    domain.truststore === undefined &&
    "options.domain.ownershipCertificateId: expected none without a truststore, as only mutual TLS takes it",
  ({ options: { domain } }) =>
    domain?.ownershipCertificateId !== undefined &&
    domain.ownershipCertificateId === domain.certificateId &&
    "options.domain.ownershipCertificateId: expected another one than certificateId: a public certificate that ACM issued",
  ({ auth, options }) =>
    auth.kind !== "jwt" &&
    options.reservedConcurrency?.authorizeCaller !== undefined &&
    "options.reservedConcurrency.authorizeCaller: expected none, as only auth jwt has that function",
  ({ options: { reservedConcurrency: { authorizeCaller = 0, queryMessages = 0 } = {} } }) =>
    authorizeCaller + queryMessages > 900 &&
    "options.reservedConcurrency: expected at most 900 together; an account's quota is 1,000 executions in a region unless AWS raised it, and 100 must stay unreserved",
  ({ options: { retention } }) =>
    retention !== undefined &&
    retention.archiveDays < retention.recordDays + archivedFirst &&
    `options.retention.archiveDays: expected at least ${archivedFirst} more than recordDays, or a record could outlast its object`,
  ({ options: { retention }, archive }) =>
    retention !== undefined &&
    retention.archiveDays <= archive.coldAfterDays &&
    "options.retention.archiveDays: expected more than archive.coldAfterDays, as S3 asks for",
];
