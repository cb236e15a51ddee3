// A command to try a running system with, as it can be pasted into a shell at the root of the checkout.
import { randomUUID } from "node:crypto";

export type RunningSystem = {
  readonly apiUrl: string;
  /** `none`, `iam` or `jwt`. */
  readonly auth: string;
  readonly region: string;
  /** Whose tokens it accepts. */
  readonly issuer: string | undefined;
  /** True when that issuer is the local one, which issues a token to anyone. */
  readonly isIssuerLocal: boolean;
};

/** Locally any credentials will do, but the request has to be signed with some. */
const toSignature = ({ auth, region }: RunningSystem): readonly string[] =>
  auth === "iam" ? [`  --aws-sigv4 aws:amz:${region}:execute-api --user any:any \\`] : [];

/** With npm, which is installed where the system was started; of this issuer, whichever system outputs.json is of. */
const toTokenCommand = (
  { auth, issuer, isIssuerLocal }: RunningSystem,
  companyId: string,
): readonly string[] => {
  if (auth !== "jwt") return [];
  return isIssuerLocal
    ? [`TOKEN=$(npm run --silent ops -- token --issuer ${issuer} \\`, `  --company ${companyId})`]
    : [`TOKEN=…  # of ${issuer ?? "the issuer"}, for the company ${companyId}`];
};

/** Posts a message. Its lines fit into a terminal of 80 columns, with some space before them. */
export const toSampleCommand = (system: RunningSystem): readonly string[] => {
  const companyId = randomUUID();
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  return [
    ...toTokenCommand(system, companyId),
    `curl -i ${system.apiUrl}/messages -H content-type:application/json \\`,
    ...toSignature(system),
    `  ${system.auth === "jwt" ? '-H "authorization: Bearer $TOKEN" ' : ""}-d '{"data":{"order_amount":20},`,
    `  "metadata":{"message_time":"${now}",`,
    `  "company_id":"${companyId}",`,
    `  "message_id":"${randomUUID()}"}}'`,
  ];
};
