// Makes requests of a Postman collection ready to run, one after the other or each alone: every run posts a new message
// and looks that one up, and tests fail on any status but the one of success.
import * as t from "io-ts";

type Json = Readonly<Record<string, unknown>>;

const Item = t.intersection([
  t.UnknownRecord,
  t.type({ request: t.UnknownRecord, response: t.array(t.type({ code: t.number })) }),
]);
type Item = t.TypeOf<typeof Item>;

export const Folder = t.intersection([t.UnknownRecord, t.type({ item: t.array(Item) })]);
type Folder = t.TypeOf<typeof Folder>;

/** In the JSON of a body: ids that the collection keeps, and values that Postman makes. */
const replacements: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/"(message_id|company_id)": "[^"]*"/g, '"$1": "{{$1}}"'],
  [/"(order_id)": "[^"]*"/g, '"$1": "{{$guid}}"'],
  [/"(\w+_time)": "[^"]*"/g, '"$1": "{{$isoTimestamp}}"'],
];

const withVariables = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withVariables);
  if (!t.UnknownRecord.is(value)) return value;
  const { key, raw } = value;
  if (key === "message_id" || key === "company_id") return { ...value, value: `{{${key}}}` };
  if (typeof raw === "string")
    return { ...value, raw: replacements.reduce((text, [from, to]) => text.replace(from, to), raw) };
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withVariables(inner)]));
};

const toEvent = (listen: "prerequest" | "test", exec: readonly string[]): Json => ({
  listen,
  script: { type: "text/javascript", exec },
});

const newMessage = ['pm.collectionVariables.set("message_id", pm.variables.replaceIn("{{$guid}}"));'];

const expectStatus = (status: number): string =>
  `pm.test("the status is ${status}", () => pm.response.to.have.status(${status}));`;

/** A message that was just accepted may not be recorded yet: in a run, asks again for ten seconds. */
const expectSoon = (status: number): readonly string[] => [
  'const tries = Number(pm.collectionVariables.get("tries") || 0);',
  "if (pm.response.code === 404 && tries < 20) {",
  '  pm.collectionVariables.set("tries", tries + 1);',
  "  pm.execution.setNextRequest(pm.info.requestId);",
  "  setTimeout(() => {}, 500);",
  "} else {",
  '  pm.collectionVariables.unset("tries");',
  `  ${expectStatus(status)}`,
  "}",
];

const toRunnable = (item: Item): Json => {
  const codes = item.response.map(({ code }) => code);
  const success = Math.min(...codes);
  const tests = codes.includes(404) ? expectSoon(success) : [expectStatus(success)];
  return {
    ...item,
    request: withVariables(item.request),
    event: [
      ...(item.request["method"] === "POST" ? [toEvent("prerequest", newMessage)] : []),
      toEvent("test", tests),
    ],
  };
};

export const withRunnableRequests = (folder: Folder): Json => ({
  ...folder,
  item: folder.item.map(toRunnable),
});
