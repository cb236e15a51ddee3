// The table of records, and the index that lists a company's messages by the time they came in.
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import { summaryFields } from "@message-handler/domain/record.ts";
import { Construct } from "constructs";
import type { Grant } from "../compute/service-role.ts";
import type { StackContext } from "../shared/stack-context.ts";
import { companyIndex } from "./company-index.ts";

/** Of the table, then of the index: DynamoDB projects them by itself. */
const keys = ["message_id", "company_id", "received_at"];

export type MessageTableProps = { readonly name: string; readonly context: StackContext };

export class MessageTable extends Construct {
  readonly table: DynamodbTable;
  /** DynamoDB asks for it on a caller's behalf, for writes as for reads: the table has one key for all its items. */
  readonly #decrypt: Grant["statements"];

  constructor(scope: Construct, id: string, props: MessageTableProps) {
    super(scope, id);
    const { key, protectData } = props.context;
    this.#decrypt = key === undefined ? [] : [key.decrypt()];
    this.table = new DynamodbTable(this, "table", {
      name: props.name,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "message_id",
      attribute: keys.map((name) => ({ name, type: "S" })),
      globalSecondaryIndex: [
        {
          name: companyIndex,
          hashKey: "company_id",
          rangeKey: "received_at",
          // Everything but raw: a page of 100 records must not cost a hundred times 256 KiB.
          projectionType: "INCLUDE",
          nonKeyAttributes: summaryFields.filter((name) => !keys.includes(name)),
        },
      ],
      // Without the block AWS's own key encrypts.
      ...(key === undefined ? {} : { serverSideEncryption: { enabled: true, kmsKeyArn: key.arn } }),
      pointInTimeRecovery: { enabled: protectData },
      deletionProtectionEnabled: protectData,
      lifecycle: { preventDestroy: protectData },
      ...(key === undefined ? {} : { dependsOn: [key.policy] }),
    });
  }

  /** To write a record under conditions and to read what a condition met. */
  record(): Grant {
    return {
      environment: { MESSAGES_TABLE: this.table.name },
      statements: [
        { actions: ["dynamodb:PutItem", "dynamodb:GetItem"], resources: [this.table.arn] },
        ...this.#decrypt,
      ],
    };
  }

  /** To look records up by id and by company. */
  read(): Grant {
    return {
      environment: { MESSAGES_TABLE: this.table.name, MESSAGES_INDEX: companyIndex },
      statements: [
        { actions: ["dynamodb:GetItem"], resources: [this.table.arn] },
        { actions: ["dynamodb:Query"], resources: [`${this.table.arn}/index/${companyIndex}`] },
        ...this.#decrypt,
      ],
    };
  }
}
