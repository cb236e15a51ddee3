// What all TLS connections of a process share: the roots it trusts, and the settings of OpenSSL.
import { createSecureContext, type SecureContext } from "node:tls";

let kept: SecureContext | undefined;

/** Node makes another for each connection. The first takes 10 ms of a whole core, most of it for the roots, others 1 ms. */
export const secureContext = (): SecureContext => (kept ??= createSecureContext());
