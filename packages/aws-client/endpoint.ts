// Where a service is: at the configured URL, else at its regional name in the region's partition.
import type { Endpoint } from "@smithy/types";

export type Environment = Readonly<Record<string, string | undefined>>;

/** By the beginning of a region's name; everywhere else it is `amazonaws.com`. */
const DNS_SUFFIXES = [
  ["cn-", "amazonaws.com.cn"],
  ["us-iso-", "c2s.ic.gov"],
  ["us-isob-", "sc2s.sgov.gov"],
  ["eu-isoe-", "cloud.adc-e.uk"],
  ["us-isof-", "csp.hci.ic.gov"],
  ["eusc-", "amazonaws.eu"],
] as const;

const toDnsSuffix = (region: string): string =>
  DNS_SUFFIXES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? "amazonaws.com";

/** What would have to change the address and does not: better no start than requests to another place than was asked for. */
const NOT_SUPPORTED = ["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"];

/** `AWS_ENDPOINT_URL_<SERVICE>`, else `AWS_ENDPOINT_URL`, as every SDK has it; undefined when there is neither. */
export const configuredEndpoint = (service: string, env: Environment): URL | undefined => {
  // Whatever is not a clear no may be meant as a yes.
  const refused = NOT_SUPPORTED.find((name) => ![undefined, "", "false"].includes(env[name]));
  if (refused !== undefined) throw new Error(`${refused} is not supported.`);
  if (env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] === "true") return undefined;
  // An empty variable is none.
  const text = env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || env["AWS_ENDPOINT_URL"];
  return text === undefined || text === "" ? undefined : new URL(text);
};

const toEndpoint = ({ protocol, hostname, port, pathname }: URL): Endpoint => ({
  protocol,
  hostname,
  path: pathname,
  ...(port === "" ? {} : { port: Number(port) }),
});

/** Of DynamoDB and SQS. */
export const toServiceEndpoint = (service: string, region: string, env: Environment): Endpoint =>
  toEndpoint(
    configuredEndpoint(service, env) ?? new URL(`https://${service}.${region}.${toDnsSuffix(region)}`),
  );

/** Such a name can be part of a host's name, which a certificate for `*.s3.…` covers. */
const isHostLabel = (bucket: string): boolean => /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket);

const isIpAddress = (hostname: string): boolean => /^(\d+\.){3}\d+$|^\[/.test(hostname);

/** Of a bucket: in the host's name, or in the path where that cannot be. */
export const toBucketEndpoint = (bucket: string, region: string, env: Environment): Endpoint => {
  const url = configuredEndpoint("s3", env) ?? new URL(`https://s3.${region}.${toDnsSuffix(region)}`);
  const endpoint = toEndpoint(url);
  return isHostLabel(bucket) && !isIpAddress(url.hostname)
    ? { ...endpoint, hostname: `${bucket}.${url.hostname}` }
    : { ...endpoint, path: `${url.pathname.replace(/\/$/, "")}/${bucket}` };
};

const hostOf = ({ hostname, port }: Endpoint): string =>
  port === undefined ? hostname : `${hostname}:${port}`;

/** Of a queue: where its URL is, whatever is configured; the SDK does the same. */
export const toQueueEndpoint = (queueUrl: string, region: string, env: Environment): Endpoint => {
  const configured = toServiceEndpoint("sqs", region, env);
  const { protocol, host } = new URL(queueUrl);
  return protocol === configured.protocol && host === hostOf(configured)
    ? configured
    : toEndpoint(new URL(`${protocol}//${host}`));
};
