// Commands to try a running system with, as they can be pasted into a shell at the root of the checkout.
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
const toCredentials = ({ auth, region }: RunningSystem): string => {
  if (auth === "iam") return ` --aws-sigv4 aws:amz:${region}:execute-api --user any:any`;
  return auth === "jwt" ? ` -H "authorization: Bearer $TOKEN"` : "";
};

/** With npm, which is installed where the system was started. */
const toTokenCommands = (
  { auth, issuer, isIssuerLocal }: RunningSystem,
  companyId: string,
): readonly string[] => {
  if (auth !== "jwt") return [];
  return isIssuerLocal
    ? [`TOKEN=$(npm run --silent ops -- token --company ${companyId})`]
    : [`TOKEN=…  # of ${issuer ?? "the issuer"}, for the company ${companyId}`];
};

export const toSampleCommands = (system: RunningSystem): readonly string[] => {
  const companyId = randomUUID();
  const now = new Date().toISOString();
  const message = {
    metadata: { message_time: now, company_id: companyId, message_id: randomUUID() },
    data: { order_id: randomUUID(), order_time: now, order_amount: 20 },
  };
  const credentials = toCredentials(system);
  const messages = `${system.apiUrl}/messages`;
  return [
    ...toTokenCommands(system, companyId),
    `curl -i${credentials} ${messages} -H 'content-type: application/json' -d '${JSON.stringify(message)}'`,
    `curl${credentials} ${messages}/${message.metadata.message_id}`,
  ];
};
