// What every SDK client takes that talks to the loopback.

type Keys = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

const anybody: Keys = { accessKeyId: "anyone", secretAccessKey: "anything" };

/**
 * Whatever the SDK would else look up in the environment or in `~/.aws` is said here: a developer's own settings, say
 * FIPS endpoints, are right for an account and would break, or lead astray, a client of the loopback.
 */
export const toLoopbackClient = (endpoint: string, credentials = anybody, region = "us-east-1") =>
  ({
    endpoint,
    region,
    credentials,
    maxAttempts: 1,
    retryMode: "standard",
    defaultsMode: "standard",

    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    requestChecksumCalculation: "WHEN_SUPPORTED",
    responseChecksumValidation: "WHEN_SUPPORTED",
  }) as const;

export type LoopbackClient = ReturnType<typeof toLoopbackClient>;
