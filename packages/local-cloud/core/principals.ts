// Who calls: each role and each AWS service of the stack signs with access keys of its own, so that the
// endpoint can tell them apart. Any other key belongs to a person, who may do everything.
import { createHash } from "node:crypto";

export type Principal =
  | { readonly kind: "role"; readonly arn: string }
  /** `sourceArn` is the resource it acts for, where it acts for one: `aws:SourceArn`. */
  | { readonly kind: "service"; readonly name: string; readonly sourceArn?: string }
  | { readonly kind: "operator" };

export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
};

export type Principals = ReturnType<typeof makePrincipals>;

const keyOf = (principal: Principal): string =>
  createHash("sha256").update(JSON.stringify(principal)).digest("hex").slice(0, 16).toUpperCase();

export const makePrincipals = () => {
  const known = new Map<string, Principal>();
  return {
    /** The keys a role or a service signs with; the same each time for the same principal. */
    credentialsOf: (principal: Principal): Credentials => {
      const accessKeyId = `ASIA${keyOf(principal)}`;
      known.set(accessKeyId, principal);
      return { accessKeyId, secretAccessKey: "local", sessionToken: "local" };
    },
    /** `operator` for any key that was not handed out here. */
    principalOf: (accessKeyId: string | undefined): Principal =>
      known.get(accessKeyId ?? "") ?? { kind: "operator" },
  };
};
