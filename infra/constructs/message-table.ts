// The table of records, and the index that lists a company's messages by the time they came in.
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import { Construct } from "constructs";
import type { Grant } from "./grant.ts";

const companyIndex = "by_company";

export type MessageTableProps = { readonly name: string; readonly protectData: boolean };

export class MessageTable extends Construct {
  readonly table: DynamodbTable;

  constructor(scope: Construct, id: string, props: MessageTableProps) {
    super(scope, id);
    this.table = new DynamodbTable(this, "table", {
      name: props.name,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "message_id",
      attribute: [
        { name: "message_id", type: "S" },
        { name: "company_id", type: "S" },
        { name: "received_at", type: "S" },
      ],
      globalSecondaryIndex: [
        {
          name: companyIndex,
          hashKey: "company_id",
          rangeKey: "received_at",
          // Everything but raw: a page of 100 records must not cost a hundred times 256 KiB.
          projectionType: "INCLUDE",
          nonKeyAttributes: [
            "status",
            "message_time",
            "sha256",
            "processed_at",
            "rejected_at",
            "error",
            "request_id",
          ],
        },
      ],
      pointInTimeRecovery: { enabled: props.protectData },
      deletionProtectionEnabled: props.protectData,
    });
  }

  /** To write a record under conditions and to read what a condition met. */
  record(): Grant {
    return {
      environment: { MESSAGES_TABLE: this.table.name },
      statements: [{ actions: ["dynamodb:PutItem", "dynamodb:GetItem"], resources: [this.table.arn] }],
    };
  }

  /** To look records up by id and by company. */
  read(): Grant {
    return {
      environment: { MESSAGES_TABLE: this.table.name, MESSAGES_INDEX: companyIndex },
      statements: [
        { actions: ["dynamodb:GetItem"], resources: [this.table.arn] },
        { actions: ["dynamodb:Query"], resources: [`${this.table.arn}/index/${companyIndex}`] },
      ],
    };
  }
}
