// One HTTP request as bytes on a connection of its own: clients of libraries refuse to send what is odd.
import { connect } from "node:net";

export type RawRequest = {
  readonly method: string;
  /** Path and query, as they go over the wire. */
  readonly target: string;
  /** Beside `host`, `connection` and `content-length`. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
};

export type RawAnswer = {
  readonly status: number;
  /** Status line and headers. */
  readonly head: string;
  readonly body: string;
};

/** On a busy machine, too. */
const patienceMs = 60_000;

const toBytes = ({ method, target, headers, body }: RawRequest, host: string): Buffer => {
  const lines = [
    `${method} ${target} HTTP/1.1`,
    `host: ${host}`,
    "connection: close",
    `content-length: ${body.length}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), body]);
};

const unchunk = (text: string): string => {
  const [size = "", ...rest] = text.split("\r\n");
  const length = Number.parseInt(size, 16);
  const after = rest.join("\r\n");
  return length > 0 ? after.slice(0, length) + unchunk(after.slice(length + 2)) : "";
};

const toAnswer = (bytes: Buffer): RawAnswer | undefined => {
  // One character a byte, so that sizes of chunks are lengths.
  const text = bytes.toString("latin1");
  const end = text.indexOf("\r\n\r\n");
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? [];
  if (end < 0 || status === undefined) return undefined;
  const head = text.slice(0, end);
  const rest = text.slice(end + 4);
  const isChunked = /^transfer-encoding: chunked$/im.test(head);
  const body = Buffer.from(isChunked ? unchunk(rest) : rest, "latin1").toString("utf8");
  return { status: Number(status), head, body };
};

/** Undefined: the connection ended without an answer. */
export const sendRaw = async (origin: URL, request: RawRequest): Promise<RawAnswer | undefined> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(origin.port), origin.hostname);
    socket.setTimeout(patienceMs, () => {
      socket.destroy();
      reject(new Error("there was no answer in time"));
    });
    socket.on("data", (chunk) => chunks.push(chunk));
    // Whoever refuses a request may end the connection before all of it was sent: the answer counts.
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(toAnswer(Buffer.concat(chunks))));
    socket.write(toBytes(request, origin.host));
  });
