// The table of records, and the indexes that list a company's messages by the time they came in.
import { DynamodbContributorInsights } from "@cdktf/provider-aws/lib/dynamodb-contributor-insights/index.js";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import { expiryAttribute, summaryFields } from "@message-handler/domain/record.ts";
import { Construct } from "constructs";
import type { Grant } from "../compute/service-role.ts";
import type { StackContext } from "../shared/stack-context.ts";
import { companyIndex, rejectedIndex } from "./table-indexes.ts";

const tableKey = "message_id";

/** A company's records by the time they came in: those that have the company under `hashKey`. */
const byCompany = (name: string, hashKey: string) => {
  const rangeKey = "received_at";
  return {
    name,
    hashKey,
    rangeKey,
    // Everything but raw: a page of 100 records must not cost a hundred times 256 KiB. Keys are there by themselves.
    projectionType: "INCLUDE",
    nonKeyAttributes: summaryFields.filter((field) => ![tableKey, hashKey, rangeKey].includes(field)),
  };
};

const indexes = [
  byCompany(companyIndex, "company_id"),
  // Only rejected records have this attribute: no other pays for the index.
  byCompany(rejectedIndex, "rejected_company_id"),
];

const keys = [...new Set([tableKey, ...indexes.flatMap(({ hashKey, rangeKey }) => [hashKey, rangeKey])])];

export type MessageTableProps = {
  readonly name: string;
  readonly context: StackContext;
  /** Write units per second that the table takes from its first second on. */
  readonly peakWriteUnits: number;
  /** From its verdict until a record is deleted; undefined for never. */
  readonly recordDays: number | undefined;
  readonly showsThrottledKeys: boolean;
};

/**
 * What every table on demand takes at once, and each of its indexes:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
 */
const unwarmed = { readUnitsPerSecond: 12_000, writeUnitsPerSecond: 4000 };

/**
 * Counts when the table is made. DynamoDB raises the values by itself afterwards and refuses to lower them, so later
 * plans leave them alone. For the same reason the index has none: there Terraform cannot be told to.
 */
const warmThroughput = (peakWriteUnits: number) =>
  peakWriteUnits > unwarmed.writeUnitsPerSecond
    ? { warmThroughput: { ...unwarmed, writeUnitsPerSecond: peakWriteUnits } }
    : {};

export class MessageTable extends Construct {
  readonly table: DynamodbTable;
  readonly #recordDays: number | undefined;
  /** DynamoDB asks for it on a caller's behalf, for writes as for reads: the table has one key for all its items. */
  readonly #decrypt: Grant["statements"];

  constructor(scope: Construct, id: string, props: MessageTableProps) {
    super(scope, id);
    const { key, protectData } = props.context;
    this.#decrypt = key === undefined ? [] : [key.decrypt()];
    this.#recordDays = props.recordDays;
    this.table = new DynamodbTable(this, "table", {
      name: props.name,
      billingMode: "PAY_PER_REQUEST",
      hashKey: tableKey,
      attribute: keys.map((name) => ({ name, type: "S" })),
      globalSecondaryIndex: indexes,
      // Without the block AWS's own key encrypts.
      ...(key === undefined ? {} : { serverSideEncryption: { enabled: true, kmsKeyArn: key.arn } }),
      pointInTimeRecovery: { enabled: protectData },
      deletionProtectionEnabled: protectData,
      ...(props.recordDays === undefined ? {} : { ttl: { enabled: true, attributeName: expiryAttribute } }),
      ...warmThroughput(props.peakWriteUnits),
      lifecycle: { preventDestroy: protectData, ignoreChanges: ["warm_throughput"] },
    });
    if (props.showsThrottledKeys) this.#showThrottledKeys();
  }

  /** Of the table and, where a company's messages share a key, of each index. Counts what is throttled alone. */
  #showThrottledKeys(): void {
    for (const index of [undefined, ...indexes])
      new DynamodbContributorInsights(this, `throttled-keys${index === undefined ? "" : `-${index.name}`}`, {
        tableName: this.table.name,
        ...(index === undefined ? {} : { indexName: index.name }),
        mode: "THROTTLED_KEYS",
      });
  }

  /** To write a record under conditions and to read what a condition met. */
  record(): Grant {
    return {
      environment: {
        MESSAGES_TABLE: this.table.name,
        // 0: for ever.
        RECORD_DAYS: `${this.#recordDays ?? 0}`,
      },
      statements: [
        { actions: ["dynamodb:PutItem", "dynamodb:GetItem"], resources: [this.table.arn] },
        ...this.#decrypt,
      ],
    };
  }

  /** To look records up by id and by company. */
  read(): Grant {
    return {
      environment: {
        MESSAGES_TABLE: this.table.name,
        MESSAGES_INDEX: companyIndex,
        MESSAGES_REJECTED_INDEX: rejectedIndex,
      },
      statements: [
        { actions: ["dynamodb:GetItem"], resources: [this.table.arn] },
        {
          actions: ["dynamodb:Query"],
          resources: indexes.map(({ name }) => `${this.table.arn}/index/${name}`),
        },
        ...this.#decrypt,
      ],
    };
  }
}
