// A client of its own process, so that its work is not counted as the system's: `node post-messages.ts URL COUNT SENDERS`.
// Posts so many messages of as many companies, some at a time, and ends when the last one is accepted.
import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";

const [url = "", count = "0", senders = "1"] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });

const post = async (body: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const options = { agent, method: "POST", headers: { "content-type": "application/json" } };
    request(`${url}/messages`, options, (response) => {
      response.on("error", reject).on("end", () => resolve(response.statusCode ?? 0));
      response.resume();
    })
      .on("error", reject)
      .end(body);
  });

const aMessage = (): string =>
  JSON.stringify({
    metadata: {
      message_time: "2023-12-10T22:02:38Z",
      company_id: randomUUID(),
      message_id: randomUUID(),
    },
    data: { order_id: randomUUID(), order_time: "2023-12-10T20:02:38Z", order_amount: 20 },
  });

let left = Number(count);
const send = async (): Promise<void> => {
  while (left > 0) {
    left -= 1;
    const body = aMessage();
    // More than the stage admits at once is refused: then it is sent again.
    for (let status = await post(body); status !== 202; status = await post(body))
      if (status !== 429) throw new Error(`a message was answered with ${status}`);
  }
};
await Promise.all(Array.from({ length: Number(senders) }, send));
agent.destroy();
