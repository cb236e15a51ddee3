// What a function's process finds in its environment: the variables Lambda defines, and the function's own.
import type { Account } from "../../../core/account.ts";
import type { Credentials } from "../../../core/principals.ts";
import { type FunctionConfig, version } from "../../../resources/function-config.ts";

type Deps = {
  readonly config: FunctionConfig;
  readonly account: Account;
  readonly credentials: Credentials;
  readonly logGroup: string;
  readonly logStream: string;
  /** The unpacked code. */
  readonly taskRoot: string;
  readonly runtimeDirectory: string;
  /** An empty directory: SDKs look for `~/.aws`, which must not be the developer's. */
  readonly home: string;
  /** `127.0.0.1:PORT` */
  readonly runtimeApi: string;
};

/**
 * Nothing of the parent's environment is passed on. `AWS_ENDPOINT_URL` is the one thing AWS does not set:
 * it sends every SDK of the function to the local endpoint.
 */
export const toFunctionEnvironment = (deps: Deps): Readonly<Record<string, string>> => ({
  PATH: "/usr/local/bin:/usr/bin:/bin",
  LANG: "en_US.UTF-8",
  TZ: ":UTC",
  HOME: deps.home,
  AWS_ENDPOINT_URL: deps.account.awsEndpoint,
  ...deps.config.environment?.variables,
  AWS_REGION: deps.account.region,
  AWS_DEFAULT_REGION: deps.account.region,
  AWS_ACCESS_KEY_ID: deps.credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: deps.credentials.secretAccessKey,
  AWS_SESSION_TOKEN: deps.credentials.sessionToken,
  AWS_EXECUTION_ENV: `AWS_Lambda_${deps.config.runtime}`,
  AWS_LAMBDA_FUNCTION_NAME: deps.config.function_name,
  AWS_LAMBDA_FUNCTION_VERSION: version,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(deps.config.memory_size),
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  AWS_LAMBDA_LOG_GROUP_NAME: deps.logGroup,
  AWS_LAMBDA_LOG_STREAM_NAME: deps.logStream,
  AWS_LAMBDA_LOG_FORMAT: "JSON",
  AWS_LAMBDA_LOG_LEVEL: deps.config.logging_config.application_log_level,
  AWS_LAMBDA_RUNTIME_API: deps.runtimeApi,
  LAMBDA_TASK_ROOT: deps.taskRoot,
  LAMBDA_RUNTIME_DIR: deps.runtimeDirectory,
  _HANDLER: deps.config.handler,
});
