// Connections that lead nowhere: a request over them is answered here. With them a rehearsal runs Node's own code for HTTP,
// too, before the first real request.
import { Agent } from "node:https";
import { Duplex } from "node:stream";
import { secureContext } from "./secure-context.ts";

export type CannedAnswer = { readonly headers?: Readonly<Record<string, string>>; readonly body: string };

/** Takes a request as it is on the wire. */
export type ToAnswer = (request: string) => CannedAnswer;

const toText = ({ headers = {}, body }: CannedAnswer): string =>
  [
    "HTTP/1.1 200 OK",
    `content-length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "",
    body,
  ].join("\r\n");

/** The requests of a rehearsal are small: each has come with the end of its first turn. */
const connect = (toAnswer: ToAnswer): Duplex => {
  let request = "";
  const answer = (): void => {
    const asked = request;
    request = "";
    try {
      connection.push(toText(toAnswer(asked)));
    } catch (error) {
      // Thrown here it would end the process. Whoever sent the request gets it.
      connection.destroy(error as Error);
    }
  };
  const connection = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      if (request === "") process.nextTick(answer);
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

/** @param isSecure whether the real connections need TLS */
export const makeCannedAgent = (toAnswer: ToAnswer, isSecure: boolean): Agent => {
  const agent = new Agent({ keepAlive: true });
  agent.createConnection = () => {
    if (isSecure) secureContext();
    return connect(toAnswer);
  };
  return agent;
};
