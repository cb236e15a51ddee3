// Opens ports that only this machine can reach, and no web page on it; and the SDK clients that call them.
export { toLoopbackClient } from "../core/loopback-client.ts";
export { type Guard, type LoopbackServer, startLoopbackServer } from "../core/loopback-server.ts";
