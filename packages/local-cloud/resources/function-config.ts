// What a stack may say about a function.
import { z } from "zod";
import { attributes, block } from "../stack/schema.ts";

/** Lambda sets these itself and refuses a function that configures them (developer guide, "Defined runtime environment variables"). */
const reservedVariables = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_DEFAULT_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_LAMBDA_RUNTIME_API",
  "AWS_REGION",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "LAMBDA_RUNTIME_DIR",
  "LAMBDA_TASK_ROOT",
]);

const VariableName = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_]+$/, "not a valid environment variable name")
  .refine((name) => !reservedVariables.has(name), "Lambda reserves this environment variable")
  .refine((name) => name !== "AWS_LAMBDA_EXEC_WRAPPER", "wrapper scripts do not run locally");

const onlyJson = "only the log format JSON is simulated, and the default is Text";

const LoggingConfig = z.strictObject({
  log_format: z.literal("JSON", onlyJson),
  log_group: z.string().optional(),
  application_log_level: z.enum(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]).default("INFO"),
  system_log_level: z.enum(["DEBUG", "INFO", "WARN"]).default("INFO"),
});
type LoggingConfig = z.infer<typeof LoggingConfig>;

export const FunctionConfig = attributes(
  {
    function_name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
    /** Relative to the stack's directory. */
    filename: z.string(),
    handler: z.string(),
    runtime: z.literal("nodejs24.x", "only nodejs24.x runs locally"),
    role: z.string(),
    /** Seconds. */
    timeout: z.number().int().min(1).max(900).default(3),
    /** The function is told of it; nothing enforces it here. MB. */
    memory_size: z.number().int().min(128).max(32768).default(128),
    environment: block(z.strictObject({ variables: z.record(VariableName, z.string()).default({}) })),
    logging_config: block(LoggingConfig).transform((config, context): LoggingConfig => {
      if (config === undefined) context.addIssue(onlyJson);
      return config ?? z.NEVER;
    }),
    reserved_concurrent_executions: z.number().int().min(-1).default(-1),
    package_type: z.literal("Zip").optional(),
    /** There is one version, the newest: it runs, whatever it is called. */
    publish: z.boolean().default(false),
    // Spans go nowhere locally; the trace header is passed on all the same, and the role must be allowed to send.
    tracing_config: block(z.strictObject({ mode: z.enum(["Active", "PassThrough"]) })),
    // The role would need kms:Decrypt, or the function could not start.
    kms_key_arn: z.null("a key of its own for environment variables is not simulated").optional(),
  },
  {
    "a text for people": "description",
    "JavaScript runs on any processor": "architectures",
    "the file itself is read at every start": "source_code_hash",
    "the disk's size is not enforced": "ephemeral_storage",
    "about `terraform destroy`, which does not happen here": "skip_destroy",
  },
);
export type FunctionConfig = z.infer<typeof FunctionConfig>;

/** The unpublished version, the only one there is. */
export const version = "$LATEST";
