// Table descriptions, with what dynalite cannot know.
import { type Account, toArn } from "../../core/account.ts";
import type { HttpResponse } from "../../core/http.ts";
import { type Json, parseObject } from "./engine.ts";

/** dynalite takes account and region of its ARNs from the environment of whoever started it. */
const withAccount = (text: string, account: Account): string =>
  text.replaceAll(/arn:aws:dynamodb:[\w-]*:\d*:table\//g, toArn(account, "dynamodb", "table/"));

/** What the stack says of a table and dynalite does not keep. */
export type Kept = { readonly isProtected: boolean; readonly keyArn?: string | undefined };

const describeTable = (table: unknown, keptOf: (name: unknown) => Kept): Json => {
  const described = table as Json;
  const { isProtected, keyArn } = keptOf(described.TableName);
  const encryption = { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: keyArn };
  return {
    ...described,
    DeletionProtectionEnabled: isProtected,
    ...(keyArn === undefined ? {} : { SSEDescription: encryption }),
  };
};

/** Completes the answers of CreateTable, DeleteTable and DescribeTable; leaves errors alone. */
export const completeDescription = (
  response: HttpResponse,
  account: Account,
  keptOf: (name: unknown) => Kept,
): HttpResponse => {
  if (response.status !== 200) return response;
  const output = Object.entries(parseObject(response.body) ?? {});
  const completed = Object.fromEntries(output.map(([name, table]) => [name, describeTable(table, keptOf)]));
  const { "x-amz-crc32": _ofOtherBody, ...headers } = response.headers;
  return { ...response, headers, body: Buffer.from(withAccount(JSON.stringify(completed), account)) };
};
