// What the functions ask of AWS, as types: the SDK's own inputs and outputs, whichever client sends them.
import type {
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  PutItemCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
} from "@aws-sdk/client-dynamodb";
import type {
  HeadObjectCommandInput,
  HeadObjectCommandOutput,
  PutObjectCommandInput,
  PutObjectCommandOutput,
} from "@aws-sdk/client-s3";
import type {
  ChangeMessageVisibilityCommandInput,
  ChangeMessageVisibilityCommandOutput,
  DeleteMessageCommandInput,
  DeleteMessageCommandOutput,
  SendMessageCommandInput,
  SendMessageCommandOutput,
} from "@aws-sdk/client-sqs";

export type CallOptions = { readonly abortSignal?: AbortSignal };

/** Rejects with the SDK's errors, once its attempts are used up. */
export type Operation<Input, Output> = (input: Input, options?: CallOptions) => Promise<Output>;

type Client = {
  /** Closes its connections. */
  destroy(): void;
};

export type S3 = Client & {
  readonly putObject: Operation<PutObjectCommandInput, PutObjectCommandOutput>;
  readonly headObject: Operation<HeadObjectCommandInput, HeadObjectCommandOutput>;
};

export type DynamoDb = Client & {
  readonly putItem: Operation<PutItemCommandInput, PutItemCommandOutput>;
  readonly getItem: Operation<GetItemCommandInput, GetItemCommandOutput>;
  readonly query: Operation<QueryCommandInput, QueryCommandOutput>;
};

export type Sqs = Client & {
  readonly sendMessage: Operation<SendMessageCommandInput, SendMessageCommandOutput>;
  readonly changeMessageVisibility: Operation<
    ChangeMessageVisibilityCommandInput,
    ChangeMessageVisibilityCommandOutput
  >;
  readonly deleteMessage: Operation<DeleteMessageCommandInput, DeleteMessageCommandOutput>;
};
