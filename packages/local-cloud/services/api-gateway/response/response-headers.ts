// Headers of a response that API Gateway keeps for itself: what a backend or a mapping puts there comes out
// under another name.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html

const remapped = new Set(["connection", "content-length", "date", "server"]);
const remappedOutsideProxies = new Set([
  "authorization",
  "content-md5",
  "expect",
  "host",
  "max-forwards",
  "proxy-authenticate",
  "trailer",
  "upgrade",
  "user-agent",
  "www-authenticate",
]);

/** Names in lower case. */
export const toResponseHeaders = (
  headers: Readonly<Record<string, string>>,
  kind: "proxy" | "mapped",
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const lower = name.toLowerCase();
      if (lower === "transfer-encoding") return [];
      const moves = remapped.has(lower) || (kind === "mapped" && remappedOutsideProxies.has(lower));
      return [[moves ? `x-amzn-remapped-${lower}` : lower, value]];
    }),
  );
