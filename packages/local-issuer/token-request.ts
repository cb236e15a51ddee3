// What is asked of the token endpoint.
import { AssertionError } from "node:assert";

export type TokenRequest = { readonly companyId: string; readonly expiresInSeconds: number };

export const DEFAULT_SECONDS = 3600;
const MAX_SECONDS = 86_400;

/** The mock server answers 400 to this kind of error, with its text. */
const refuse = (message: string): never => {
  throw new AssertionError({ message });
};

const toSeconds = (text: unknown): number => {
  if (text === undefined) return DEFAULT_SECONDS;
  const seconds = typeof text === "string" && /^[1-9]\d{0,4}$/.test(text) ? Number(text) : Infinity;
  return seconds <= MAX_SECONDS ? seconds : refuse(`expires_in: expected seconds from 1 to ${MAX_SECONDS}`);
};

/** Throws an AssertionError that names the field. */
export const toTokenRequest = (form: Readonly<Record<string, unknown>>): TokenRequest => {
  const { grant_type: grantType, company_id: companyId, expires_in: expiresIn } = form;
  if (grantType !== "client_credentials") return refuse("grant_type: expected client_credentials");
  if (typeof companyId !== "string" || companyId === "") return refuse("company_id: expected a company's id");
  return { companyId, expiresInSeconds: toSeconds(expiresIn) };
};
