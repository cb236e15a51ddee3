// Settings of a developer's machine that are right for an account or a network, and must not matter on the loopback.

/** Every test runs with these: a client that takes its settings from the environment fails. */
export const developersSettings = {
  AWS_USE_FIPS_ENDPOINT: "true",
  AWS_USE_DUALSTACK_ENDPOINT: "true",
  AWS_ENDPOINT_URL: "http://127.0.0.1:9",
  AWS_PROFILE: "nonexistent",
  AWS_REGION: "xx-nowhere-1",
  AWS_DEFAULTS_MODE: "nonsense",
  AWS_CA_BUNDLE: "/nonexistent",
  HTTP_PROXY: "http://127.0.0.1:9",
  HTTPS_PROXY: "http://127.0.0.1:9",
  NODE_USE_ENV_PROXY: "1",
  // As scripts/run.sh sets it.
  NO_PROXY: "127.0.0.1,localhost",
} as const;
