// The company that a token speaks for, read without checking the token: that is for the API to do.

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const toClaims = (token: string): Readonly<Record<string, unknown>> => {
  const [, payload = ""] = token.split(".");
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    if (isRecord(claims)) return claims;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Error("SMOKE_TOKEN is no JSON Web Token");
};

/** Throws an Error that names the claims there are when the one asked for is not among them. */
export const tokenCompany = (token: string, claim: string): string => {
  const claims = toClaims(token);
  const company = claims[claim];
  if (typeof company === "string") return company.toLowerCase();
  throw new Error(`SMOKE_TOKEN has no claim ${claim}, but ${Object.keys(claims).join(", ")}`);
};
