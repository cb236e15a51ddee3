// The operations of DynamoDB that are played here. Each is a permission too: `dynamodb:PutItem`.

export const operationNames: readonly string[] = [
  "BatchGetItem",
  "BatchWriteItem",
  "CreateTable",
  "DeleteItem",
  "DeleteTable",
  "DescribeTable",
  "GetItem",
  "ListTables",
  "PutItem",
  "Query",
  "Scan",
  "UpdateItem",
];
