// Opens ports that only this machine can reach, and no web page on it.
export { type Guard, type LoopbackServer, startLoopbackServer } from "../core/loopback-server.ts";
