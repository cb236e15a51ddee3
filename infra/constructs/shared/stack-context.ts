// What everything in a stack shares.
import type { AwsEnvironment } from "./aws-environment.ts";
import type { MessageKey } from "./message-key.ts";

export type StackContext = {
  /** Begins every name, so that environments can share an account: `message-handler-dev`. */
  readonly prefix: string;
  readonly aws: AwsEnvironment;
  /** Undefined where AWS's own keys encrypt. */
  readonly key: MessageKey | undefined;
  readonly logRetentionDays: number;
  /** The ARN of the policy that caps every role, whatever it is granted; undefined where no bootstrap stack stands. */
  readonly permissionsBoundary: string | undefined;
  /** Neither a destroy nor a plan may take data along. */
  readonly protectData: boolean;
};
