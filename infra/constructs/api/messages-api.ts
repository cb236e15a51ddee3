// The REST API, as a table of contents: POST goes straight into the queue, GET invokes a function.
import { ApiGatewayResource } from "@cdktf/provider-aws/lib/api-gateway-resource/index.js";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { getMessage, listMessages, postMessage, routes } from "@message-handler/api-contract/routes.ts";
import { Construct } from "constructs";
import type { Auth } from "../../config/auth.ts";
import type { StackConfig } from "../../config/stack-config.ts";
import { ApiLogs } from "./api-logs.ts";
import { ApiDeployment } from "./api-deployment.ts";
import { CallerAuthorizer, type MethodAuthorization } from "./caller-authorizer.ts";
import { GatewayResponses } from "./gateway-responses.ts";
import type { NodeFunction } from "../compute/node-function.ts";
import type { StackContext } from "../shared/stack-context.ts";
import { Preflight } from "./preflight.ts";
import { OtherEnvironments } from "./other-environments.ts";
import { SmokeRole } from "./smoke-role.ts";
import { LambdaRoute } from "./lambda-route.ts";
import { SendMessageRoute } from "./send-message-route.ts";
import type { WorkQueue } from "../messaging/work-queue.ts";

type Jwt = Extract<Auth, { readonly kind: "jwt" }>;

/** With the function that says which company a token speaks for. */
export type ApiAuth = Exclude<Auth, Jwt> | (Jwt & { readonly authorizer: Pick<NodeFunction, "function"> });

/** The query function has to name `corsOrigin` in its own answers. */
export type MessagesApiProps = StackConfig["api"] & {
  readonly context: StackContext;
  readonly name: string;
  readonly stageName: string;
  readonly auth: ApiAuth;
  readonly queue: Pick<WorkQueue, "queue" | "send">;
  readonly queryFunction: Pick<NodeFunction, "function">;
  /** The name that AWS gives it leads nowhere: it is reached by a domain of its own. */
  readonly isDefaultEndpointOff: boolean;
  readonly webAclArn: string | undefined;
};

const methodsOf = (path: string): readonly string[] =>
  Object.values(routes).flatMap((route) => (route.path === path ? [route.method] : []));

export class MessagesApi extends Construct {
  /** With the stage. */
  readonly url: string;
  readonly apiId: string;
  /** As the dimensions of its metrics have it. */
  readonly apiName: string;
  readonly stageName: string;
  /** The same by reference: whoever names it waits for the stage. */
  readonly deployedStageName: string;
  /** Where each request has a line. */
  readonly accessLog: CloudwatchLogGroup;
  /** Undefined where callers do not sign. */
  readonly smokeRoleArn: string | undefined;
  readonly #api: ApiGatewayRestApi;

  constructor(scope: Construct, id: string, props: MessagesApiProps) {
    super(scope, id);
    const { context, auth, name, stageName, queue, queryFunction, corsOrigin, rateLimit, burstLimit } = props;
    this.#api = new ApiGatewayRestApi(this, "api", {
      name,
      description: "Takes order messages in and tells what became of them.",
      endpointConfiguration: { types: ["REGIONAL"] },
      // Said either way: left out, the endpoint would stay off when the domain goes.
      disableExecuteApiEndpoint: props.isDefaultEndpointOff,
      lifecycle: { createBeforeDestroy: true },
    });
    // TLS 1.2 at least; left alone, the endpoint takes TLS 1.0. The bindings do not have it yet.
    this.#api.addOverride("security_policy", "TLS_1_2");
    const authorization = this.#authorization(auth);
    const messages = this.#resource("messages", this.#api.rootResourceId, postMessage.path);
    const message = this.#resource("message", messages.id, getMessage.path);

    const signs = auth.kind === "iam";
    if (signs)
      new OtherEnvironments(this, "other-environments", {
        context,
        api: this.#api,
        hasPreflight: corsOrigin !== undefined,
      });
    this.smokeRoleArn = signs
      ? new SmokeRole(this, "smoke-role", { context, apiId: this.#api.id }).arn
      : undefined;

    const roleName = `${name}-sender`;
    const sent = { context, roleName, resource: messages, authorization, queue, corsOrigin };
    new SendMessageRoute(this, "accept", sent);
    const queried = {
      authorization,
      target: queryFunction,
      stageArn: `${this.#api.executionArn}/${stageName}`,
    };
    new LambdaRoute(this, "list", { route: listMessages, resource: messages, ...queried });
    new LambdaRoute(this, "get", { route: getMessage, resource: message, ...queried });
    if (corsOrigin !== undefined) {
      const [ofMessages, ofMessage] = [methodsOf(postMessage.path), methodsOf(getMessage.path)];
      new Preflight(this, "messages-preflight", {
        resource: messages,
        origin: corsOrigin,
        methods: ofMessages,
      });
      new Preflight(this, "message-preflight", { resource: message, origin: corsOrigin, methods: ofMessage });
    }
    new GatewayResponses(this, "gateway-responses", {
      restApiId: this.#api.id,
      auth: auth.kind,
      corsOrigin,
    });

    const logs = new ApiLogs(this, "logs", { context, api: this.#api, name, stageName });
    this.accessLog = logs.access;
    const limits = { rateLimit, burstLimit };
    const { webAclArn } = props;
    const release = { api: this.#api, auth: auth.kind, stageName, parts: this, logs, webAclArn, ...limits };
    const deployed = new ApiDeployment(this, "release", release);
    this.url = deployed.url;
    this.deployedStageName = deployed.stageName;
    this.apiId = this.#api.id;
    this.apiName = this.#api.name;
    this.stageName = stageName;
  }

  /** A resource is the last part of its path, under its parent's. */
  #resource(id: string, parentId: string, path: string): ApiGatewayResource {
    const pathPart = path.slice(path.lastIndexOf("/") + 1);
    return new ApiGatewayResource(this, id, { restApiId: this.#api.id, parentId, pathPart });
  }

  #authorization(auth: ApiAuth): MethodAuthorization {
    if (auth.kind !== "jwt") return { authorization: auth.kind === "iam" ? "AWS_IAM" : "NONE" };
    const { authorizer, cacheSeconds } = auth;
    const callers = new CallerAuthorizer(this, "callers", { api: this.#api, authorizer, cacheSeconds });
    return { authorization: "CUSTOM", authorizerId: callers.id };
  }
}
