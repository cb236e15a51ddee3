// Imported before a main.ts: prints of each answer to an HTTP request whose it is, and its status; and that TLS is set up,
// which reads the roots that Node trusts.
import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest, IncomingMessage } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import tls from "node:tls";

type Answered = { readonly request: ClientRequest; readonly response: IncomingMessage };

subscribe("http.client.response.finish", (message) => {
  const { request, response } = message as Answered;
  process.stdout.write(`${request.method} ${request.host} ${response.statusCode}\n`);
});

const createSecureContext = new Proxy(tls.createSecureContext, {
  apply: (...call): unknown => {
    process.stdout.write("TLS is set up\n");
    return Reflect.apply(...call);
  },
});
Object.assign(tls, { createSecureContext });
syncBuiltinESMExports();
