// How the local cloud knows a Terraform resource type: what it may say, and what others may refer to.
import type { z } from "zod";
import type { Account } from "../core/account.ts";

export type Attributes = Readonly<Record<string, unknown>>;

export type Place = {
  /** `aws_sqs_queue.work` */
  readonly address: string;
  /** The label in the file: `work`. */
  readonly name: string;
};

export type ResourceType<Config> = {
  /** `aws_sqs_queue` */
  readonly type: string;
  /**
   * Strict: an attribute that is not named here stops the start, because ignoring it would be silence.
   * An attribute without any effect that could be seen locally is named as inert.
   */
  readonly config: z.ZodType<Config>;
  /** The attributes AWS would compute (`arn`, `id`, `url` …). The configured ones are added by the loader. */
  readonly computed: (config: Config, place: Place, account: Account) => Attributes;
};

/** What a resource of the type says, decoded. */
export type ConfigOf<Type> = Type extends ResourceType<infer Config> ? Config : never;

export const resourceType = <Config>(
  type: string,
  config: z.ZodType<Config>,
  computed: ResourceType<Config>["computed"],
): ResourceType<Config> => ({ type, config, computed });

export type Resource<Config> = Place & {
  readonly config: Config;
  /** Configured and computed attributes, as `${type.name.attribute}` sees them. */
  readonly attributes: Attributes;
};

/** A synthesised stack with every reference resolved and every resource decoded. */
export type Stack = {
  readonly of: <Config>(type: ResourceType<Config>) => readonly Resource<Config>[];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Relative file names in the stack (a function's zip) are meant from here. */
  readonly directory: string;
};
