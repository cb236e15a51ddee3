// A client in a process of its own, so that its work is not the system's: `node post-at-rate.ts URL RATE SECONDS`.
// Posts so many messages a second, whether the ones before are answered or not, and writes a line for each answer.
import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "./answer.ts";

const [url = "", rate = "1", seconds = "1"] = process.argv.slice(2);
const everyMs = 1000 / Number(rate);
const count = Math.round(Number(rate) * Number(seconds));
/** What finds no connection free waits for one, which its answer's time includes. */
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const patienceMs = 60_000;

const aMessage = (): string =>
  JSON.stringify({
    metadata: {
      message_time: "2023-12-10T22:02:38Z",
      company_id: randomUUID(),
      message_id: randomUUID(),
    },
    data: { order_id: randomUUID(), order_time: "2023-12-10T20:02:38Z", order_amount: 20 },
  });

type Response = { readonly status: number; readonly requestId: string | null };

/** Once more where a kept connection turns out to be closed: the server may do that while the request is on its way. */
const post = async (body: string): Promise<Response> =>
  new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const sent = request(
      `${url}/messages`,
      { agent, method: "POST", headers, timeout: patienceMs },
      (response) => {
        response.on("error", reject).on("end", () => {
          const id = response.headers["x-amzn-requestid"];
          resolve({ status: response.statusCode ?? 0, requestId: typeof id === "string" ? id : null });
        });
        response.resume();
      },
    );
    sent
      .on("error", (error: NodeJS.ErrnoException) =>
        sent.reusedSocket && error.code === "ECONNRESET" ? resolve(post(body)) : reject(error),
      )
      .on("timeout", () => sent.destroy(new Error("no answer")))
      .end(body);
  });

const start = Date.now();
const send = async (index: number): Promise<void> => {
  // 0: there was no answer.
  const { status, requestId } = await post(aMessage()).catch((): Response => ({
    status: 0,
    requestId: null,
  }));
  const answeredAt = Date.now();
  const waitedMs = answeredAt - start - index * everyMs;
  console.log(
    JSON.stringify([status, requestId, answeredAt, Math.max(0, Math.round(waitedMs))] satisfies Answer),
  );
};

const sending: Promise<void>[] = [];
for (let index = 0; index < count; index += 1) {
  const dueMs = index * everyMs - (Date.now() - start);
  if (dueMs > 0) await sleep(dueMs);
  sending.push(send(index));
}
await Promise.all(sending);
agent.destroy();
