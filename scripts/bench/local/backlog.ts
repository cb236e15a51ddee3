// How a backlog drains.
import type { LocalCloud } from "@message-handler/local-cloud";
import type { Row } from "./row.ts";
import { backlogOf, post, processorTimeOf, untilBacklog } from "./system.ts";

/** Whether the event source of the queue is polled. */
const setPolling = async ({ awsEndpoint }: LocalCloud, Enabled: boolean): Promise<void> => {
  const mappings = `${awsEndpoint}/2015-03-31/event-source-mappings/`;
  const headers = {
    authorization: "AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/lambda/aws4_request",
    "content-type": "application/json",
  };
  const listed = (await (await fetch(mappings, { headers })).json()) as {
    readonly EventSourceMappings: readonly { readonly UUID: string }[];
  };
  for (const { UUID } of listed.EventSourceMappings) {
    const answer = await fetch(`${mappings}${UUID}`, {
      method: "PUT",
      headers,
      body: JSON.stringify({ Enabled }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }
};

/** Each quarter of a backlog by itself: a cost that grew with what waits, or with what is kept, would show. */
export const measureBacklog = async (cloud: LocalCloud, count: number): Promise<readonly Row[]> => {
  await setPolling(cloud, false);
  await post(cloud, count);
  await setPolling(cloud, true);
  const rows: Row[] = [];
  for (let quarter = 1; quarter <= 4; quarter += 1) {
    const before = await backlogOf(cloud);
    const processor = await processorTimeOf(async () => untilBacklog(cloud, count * (1 - quarter / 4)));
    rows.push({
      measure: `backlog of ${count}: processor time a message, quarter ${quarter}`,
      value: processor / (before - (await backlogOf(cloud))),
      unit: "ms",
    });
  }
  return rows;
};
