// Keeps web pages in the developer's browser away from what listens on the loopback.
import type { HttpRequest } from "./http.ts";

/** Browsers resolve every name under `localhost` to the loopback themselves: such a Host may name a bucket. */
const loopbackHost = /^(?:(?:[a-z0-9_.-]+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/i;

/**
 * A page can reach the loopback by its address, or by a name of its own that resolves to it (DNS rebinding).
 * Browsers add Origin to the first, or only Sec-Fetch-Site where they fetch an image or follow a link; the name
 * stands in Host in the second. SDKs and command lines send neither header.
 */
export const isForeign = ({ headers }: HttpRequest): boolean =>
  headers.origin !== undefined ||
  (headers["sec-fetch-site"] !== undefined && headers["sec-fetch-site"] !== "none") ||
  !loopbackHost.test(headers.host ?? "");
