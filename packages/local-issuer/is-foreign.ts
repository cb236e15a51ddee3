// Keeps web pages in the developer's browser away from an issuer that gives a token to whoever asks.
import type { IncomingHttpHeaders } from "node:http";

const loopbackHost = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/i;

/**
 * A page can reach the loopback by its address, or by a name of its own that resolves to it (DNS rebinding).
 * Browsers add Origin to the first, or only Sec-Fetch-Site where they fetch an image or follow a link; the name
 * stands in Host in the second. Command lines and functions send neither header.
 */
export const isForeign = (headers: IncomingHttpHeaders): boolean =>
  headers.origin !== undefined ||
  (headers["sec-fetch-site"] !== undefined && headers["sec-fetch-site"] !== "none") ||
  !loopbackHost.test(headers.host ?? "");
