// One service on a port of its own, for tests: without faults and permissions.
import { type LoopbackClient, toLoopbackClient } from "../core/loopback-client.ts";
import { listen } from "../core/server.ts";
import type { AwsCall, AwsService } from "../core/service.ts";

export type ServedService = {
  readonly clientConfig: LoopbackClient;
  /** What IAM would be asked, in order: `logs:FilterLogEvents arn:aws:…`. */
  readonly permissions: readonly string[];
  readonly close: () => Promise<void>;
};

const toPermissions = ({ action, resources }: AwsCall): readonly string[] =>
  resources.map((resource) => `${action} ${resource}`);

export const serveService = async (service: AwsService): Promise<ServedService> => {
  const permissions: string[] = [];
  const server = await listen({ port: 0, guard: "same-origin", log: () => undefined });
  server.use(async (request, { signal }) => {
    const call = service.identify(request);
    if (call === undefined) {
      const message = `${service.nameOperation(request)} is not supported`;
      return service.toErrorResponse(request, { code: "UnknownOperationException", message, status: 400 });
    }
    permissions.push(...toPermissions(call));
    return service.handle(call, { principal: { kind: "operator" }, signal });
  });
  const url = `http://127.0.0.1:${server.port}`;
  return { clientConfig: toLoopbackClient(url), permissions, close: server.close };
};
