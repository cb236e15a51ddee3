// The token in an Authorization header.

/**
 * RFC 6750 §2.1, narrowed to what a JWT is written in (RFC 7515 §2: base64url without padding, so that a token has
 * one spelling); the scheme's name in any case (RFC 9110 §11.1).
 */
const credentials = /^bearer +([A-Za-z0-9_.-]+)$/i;

/** Undefined unless there is one header that holds one token: of several, none can be chosen. */
export const toBearerToken = (authorization: readonly string[]): string | undefined =>
  authorization.length === 1 ? credentials.exec(authorization[0] ?? "")?.[1] : undefined;
