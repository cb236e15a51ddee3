// Connections that lead nowhere: a request over them is answered here. With them a client's code, Node's own for HTTP and
// TLS with it, has run before the first real request.
import { Agent } from "node:https";
import { Duplex } from "node:stream";
import { configuredEndpoint, type Environment } from "./endpoint.ts";
import { secureContext } from "./secure-context.ts";

export type CannedAnswer = { readonly headers?: Readonly<Record<string, string>>; readonly body: string };

/** Nobody's credentials, and no configured endpoint. */
export const rehearsalEnvironment: Environment = {
  AWS_ACCESS_KEY_ID: "rehearsal",
  AWS_SECRET_ACCESS_KEY: "rehearsal",
  AWS_SESSION_TOKEN: "rehearsal",
};

const toText = ({ headers = {}, body }: CannedAnswer): string =>
  [
    "HTTP/1.1 200 OK",
    `content-length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "",
    body,
  ].join("\r\n");

/** The requests of a rehearsal are small: each has come with the end of its first turn. */
const connect = (toAnswer: (request: string) => CannedAnswer): Duplex => {
  let request = "";
  const connection = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      if (request === "") process.nextTick(() => connection.push(toText(toAnswer(request))));
      request += chunk.toString();
      done();
    },
  });
  // What Node asks of a socket.
  const itself = (): Duplex => connection;
  return Object.assign(connection, {
    setTimeout: itself,
    setKeepAlive: itself,
    setNoDelay: itself,
    ref: itself,
    unref: itself,
  });
};

/**
 * @param toAnswer takes a request as it is on the wire
 * @param env of the function: its real connections need TLS, unless they are configured otherwise
 */
export const makeRehearsalAgent = (toAnswer: (request: string) => CannedAnswer, env: Environment): Agent => {
  const agent = new Agent();
  agent.createConnection = () => {
    if (configuredEndpoint("dynamodb", env)?.protocol !== "http:") secureContext();
    return connect(toAnswer);
  };
  return agent;
};
