// Imported before a main.ts: prints of each answer to an HTTP request whose it is, and its status.
import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest, IncomingMessage } from "node:http";

type Answered = { readonly request: ClientRequest; readonly response: IncomingMessage };

subscribe("http.client.response.finish", (message) => {
  const { request, response } = message as Answered;
  process.stdout.write(`${request.method} ${request.host} ${response.statusCode}\n`);
});
