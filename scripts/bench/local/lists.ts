// What a page of a list costs, among few records and among many.
import type { LocalCloud } from "@message-handler/local-cloud";
import { company } from "../function/messages.ts";
import { median } from "../statistics.ts";
import type { Row } from "./row.ts";
import { processorTimeOf } from "./system.ts";

const toItem = (number: number): Readonly<Record<string, { readonly S: string }>> => {
  const time = new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString();
  const fields = {
    message_id: `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`,
    company_id: company,
    status: "Processed",
    message_time: time,
    received_at: time,
    processed_at: time,
    sha256: number.toString(16).padStart(64, "0"),
    message: "{}",
  };
  return Object.fromEntries(Object.entries(fields).map(([name, S]) => [name, { S }]));
};

const putRecords = async ({ awsEndpoint, outputs }: LocalCloud, from: number, to: number): Promise<void> => {
  const table = String(outputs["messages_table"]);
  for (let first = from; first < to; first += 25) {
    const numbers = Array.from({ length: Math.min(25, to - first) }, (_, index) => first + index);
    const answer = await fetch(awsEndpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.BatchWriteItem",
      },
      body: JSON.stringify({
        RequestItems: { [table]: numbers.map((number) => ({ PutRequest: { Item: toItem(number) } })) },
      }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }
};

const readPage = async ({ outputs }: LocalCloud): Promise<void> => {
  const answer = await fetch(`${String(outputs["api_url"])}/messages?company_id=${company}&limit=25`);
  const { items = [] } = (await answer.json()) as { readonly items?: readonly unknown[] };
  if (items.length !== 25) throw new Error(`a page was answered with ${answer.status} and ${items.length}`);
};

/** The main process's time for a page; the function that reads it takes the same at any number of records. */
export const measureLists = async (cloud: LocalCloud): Promise<readonly Row[]> => {
  const pages = 100;
  const rows: Row[] = [];
  let before = 0;
  for (const records of [100, 50_000]) {
    await putRecords(cloud, before, records);
    before = records;
    const times: number[] = [];
    for (let page = 0; page < pages + 20; page += 1) {
      const start = performance.now();
      const processor = await processorTimeOf(async () => readPage(cloud));
      if (page >= 20) times.push(processor, performance.now() - start);
    }
    rows.push(
      {
        measure: `list page among ${records} records: processor time, main process`,
        value: median(times.filter((_, index) => index % 2 === 0)),
        unit: "ms",
      },
      {
        measure: `list page among ${records} records: median`,
        value: median(times.filter((_, index) => index % 2 === 1)),
        unit: "ms",
      },
    );
  }
  return rows;
};
