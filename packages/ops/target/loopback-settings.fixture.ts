// Clients of a server that a test has on the loopback.
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

export const toLoopbackSettings = (server: Server) =>
  ({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    defaultsMode: "standard",
  }) as const;
