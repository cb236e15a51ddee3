// A small stack to look at: orders come in by an API, a function ships them, what it cannot ship ends in a dead-letter
// queue, whose alarm writes an e-mail. The order itself says what becomes of it: `{"id": "…", "outcome": "ship"}`, or
// `repeat`, `refuse`, `fail`, or `wait`: fails until the shop's bucket holds the object `open`.
import type { Description } from "../../core/description.ts";
import { aFunction } from "../../testing/lambda-fixture.ts";

export const shipSource = `
const say = (level, message, fields) => process.stdout.write(JSON.stringify({ level, message, ...fields }) + "\\n");
const isOpen = async () => (await fetch(process.env.AWS_ENDPOINT_URL + "/shop-orders/open")).ok;
exports.handler = async ({ Records }) => {
  const batchItemFailures = [];
  for (const { messageId, body, messageAttributes } of Records) {
    const { id, outcome: wanted } = JSON.parse(body);
    const outcome = wanted === "wait" && !(await isOpen()) ? "fail" : wanted;
    if (outcome === "fail") batchItemFailures.push({ itemIdentifier: messageId });
    const [level, message] =
      { fail: ["WARN", "order failed"], refuse: ["WARN", "order refused"], repeat: ["INFO", "order repeated"] }[outcome] ?? ["INFO", "order shipped"];
    say(level, message, { id, outcome, request_id: messageAttributes.request_id?.stringValue, sqs_message_id: messageId });
  }
  return { batchItemFailures };
};`;

const trusting = (Service: string): string =>
  JSON.stringify({ Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service } } });
const allowing = (Action: readonly string[], Resource: string): string =>
  JSON.stringify({ Statement: { Effect: "Allow", Action, Resource } });

const sendTemplate =
  "Action=SendMessage&MessageBody=$util.urlEncode($input.body)&MessageAttribute.1.Name=request_id" +
  "&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=$context.requestId";
const rest_api_id = "${aws_api_gateway_rest_api.api.id}";
const post = { rest_api_id, resource_id: "${aws_api_gateway_resource.orders.id}", http_method: "POST" };

const api = {
  aws_api_gateway_rest_api: { api: { name: "shop-api" } },
  aws_api_gateway_resource: {
    orders: {
      rest_api_id,
      parent_id: "${aws_api_gateway_rest_api.api.root_resource_id}",
      path_part: "orders",
    },
  },
  aws_api_gateway_method: { post: { ...post, authorization: "NONE" } },
  aws_api_gateway_integration: {
    post: {
      ...post,
      type: "AWS",
      integration_http_method: "POST",
      uri: "arn:aws:apigateway:us-east-1:sqs:path/000000000000/shop-orders",
      credentials: "${aws_iam_role.sender.arn}",
      request_parameters: {
        "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'",
      },
      request_templates: { "application/json": sendTemplate },
      passthrough_behavior: "NEVER",
    },
  },
  aws_api_gateway_method_response: { accepted: { ...post, status_code: "202" } },
  aws_api_gateway_integration_response: {
    accepted: {
      ...post,
      status_code: "202",
      response_templates: { "application/json": "{}" },
      depends_on: ["aws_api_gateway_integration.post"],
    },
  },
  aws_api_gateway_deployment: { now: { rest_api_id } },
  aws_api_gateway_stage: {
    v1: { rest_api_id, deployment_id: "${aws_api_gateway_deployment.now.id}", stage_name: "v1" },
  },
};

const metricOf = (name: string, message: string) => ({
  name,
  log_group_name: "${aws_cloudwatch_log_group.ship.name}",
  pattern: `{ $.message = "${message}" }`,
  metric_transformation: { namespace: "Shop", name, value: "1", default_value: "0" },
});

const monitoring = {
  aws_cloudwatch_log_group: { ship: { name: "/aws/lambda/shop-ship", retention_in_days: 7 } },
  aws_cloudwatch_log_metric_filter: {
    shipped: metricOf("OrdersShipped", "order shipped"),
    repeated: metricOf("OrdersRepeated", "order repeated"),
    refused: metricOf("OrdersRefused", "order refused"),
    failed: metricOf("DeliveriesFailed", "order failed"),
  },
  aws_sns_topic: { alerts: { name: "shop-alerts" } },
  aws_sns_topic_subscription: {
    ops: { topic_arn: "${aws_sns_topic.alerts.arn}", protocol: "email", endpoint: "ops@shop.example" },
  },
  aws_cloudwatch_metric_alarm: {
    parked: {
      alarm_name: "shop-dead-letters",
      alarm_description: "Orders that could not be shipped wait for a decision.",
      namespace: "AWS/SQS",
      metric_name: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: "shop-orders-dlq" },
      statistic: "Maximum",
      comparison_operator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      period: 60,
      evaluation_periods: 1,
      alarm_actions: ["${aws_sns_topic.alerts.arn}"],
    },
  },
};

export const shopStack = {
  provider: { aws: [{ region: "us-east-1" }] },
  resource: {
    ...api,
    ...monitoring,
    aws_sqs_queue: {
      dead: { name: "shop-orders-dlq" },
      orders: {
        name: "shop-orders",
        visibility_timeout_seconds: 30,
        redrive_policy: JSON.stringify({
          deadLetterTargetArn: "${aws_sqs_queue.dead.arn}",
          maxReceiveCount: 1,
        }),
      },
    },
    aws_iam_role: {
      sender: { name: "shop-sender", assume_role_policy: trusting("apigateway.amazonaws.com") },
      worker: { name: "shop-worker", assume_role_policy: trusting("lambda.amazonaws.com") },
    },
    aws_iam_role_policy: {
      send: {
        role: "${aws_iam_role.sender.name}",
        policy: allowing(["sqs:SendMessage"], "${aws_sqs_queue.orders.arn}"),
      },
      logs: {
        role: "${aws_iam_role.worker.name}",
        policy: allowing(["logs:CreateLogStream", "logs:PutLogEvents"], "*"),
      },
      receive: {
        role: "${aws_iam_role.worker.name}",
        policy: allowing(
          [
            "sqs:ReceiveMessage",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ChangeMessageVisibility",
          ],
          "${aws_sqs_queue.orders.arn}",
        ),
      },
    },
    aws_lambda_function: {
      ship: aFunction({
        function_name: "shop-ship",
        filename: "ship.zip",
        role: "${aws_iam_role.worker.arn}",
        depends_on: ["aws_cloudwatch_log_group.ship"],
      }),
    },
    aws_lambda_event_source_mapping: {
      orders: {
        event_source_arn: "${aws_sqs_queue.orders.arn}",
        function_name: "${aws_lambda_function.ship.arn}",
        function_response_types: ["ReportBatchItemFailures"],
      },
    },
    aws_s3_bucket: { orders: { bucket: "shop-orders" } },
    aws_dynamodb_table: {
      orders: {
        name: "shop-orders",
        billing_mode: "PAY_PER_REQUEST",
        hash_key: "id",
        attribute: [
          { name: "id", type: "S" },
          { name: "shop", type: "S" },
          { name: "placed_at", type: "S" },
        ],
        global_secondary_index: [
          { name: "by-shop", hash_key: "shop", range_key: "placed_at", projection_type: "ALL" },
        ],
      },
    },
  },
};

export const shopDescription: Description = {
  title: "Shop",
  subject: ["id"],
  outcomes: [
    { field: "outcome", value: "repeat", word: "Repeated", tone: "quiet" },
    { field: "outcome", value: "refuse", word: "Refused", tone: "danger" },
  ],
  records: {
    table: "shop-orders",
    key: "id",
    index: "by-shop",
    group: "shop",
    status: "state",
    statuses: ["Shipped", "Refused"],
    requestId: "request",
    time: "placed_at",
    recordedAt: ["shipped_at"],
    text: "text",
    hash: "sha256",
    object: {
      bucket: "shop-orders",
      keys: [
        { status: "Shipped", key: "{shop}/{id}.json" },
        { status: "Refused", key: "{shop}/refused/{sha256}.json" },
      ],
    },
  },
  samples: [
    { name: "an order", method: "POST", path: "/v1/orders", body: '{"id": "{{uuid}}", "outcome": "ship"}' },
    { name: "to nowhere", method: "POST", path: "/v1/nowhere", body: "{}" },
  ],
  metrics: {
    OrdersShipped: "processed",
    OrdersRepeated: "duplicate",
    OrdersRefused: "rejected",
    DeliveriesFailed: "failed",
  },
};
