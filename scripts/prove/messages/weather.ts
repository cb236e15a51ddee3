// What goes wrong while messages are sent: for each stretch of a run a few faults of each service.
import { makeDeck, type Random } from "../system/seeded.ts";

/** As `PUT /_local/faults` takes it. */
export type FaultRule = {
  readonly service: "s3" | "dynamodb" | "sqs";
  readonly operation: string;
  readonly probability?: number;
  readonly match?: string;
  readonly effect:
    | { readonly type: "error"; readonly code: string; readonly status: number }
    | { readonly type: "latency"; readonly ms: number }
    | { readonly type: "hang" | "reset" | "apply-then-reset" }
    | { readonly type: "garbage"; readonly status: number; readonly body: string };
};

type Fault = readonly [operation: string, probability: number, effect: FaultRule["effect"]];

const error = (code: string, status: number) => ({ type: "error", code, status }) as const;
const html = { type: "garbage", status: 200, body: "<html>welcome to the hotel</html>" } as const;
const half = { type: "garbage", status: 200, body: '{"' } as const;
const empty = { type: "garbage", status: 200, body: "{}" } as const;
const reset = { type: "reset" } as const;
const hang = { type: "hang" } as const;
const appliedButLost = { type: "apply-then-reset" } as const;
const slow = { type: "latency", ms: 300 } as const;

// The SDK tries four times: what it tries again is frequent here, or it would hardly ever reach the function. What
// hangs is rare, because each attempt takes two real seconds.
const faultsOf: Readonly<Record<FaultRule["service"], readonly Fault[]>> = {
  s3: [
    ["PutObject", 0.7, error("SlowDown", 503)],
    ["PutObject", 0.7, error("InternalError", 500)],
    ["PutObject", 0.5, error("AccessDenied", 403)],
    ["PutObject", 0.3, error("OperationAborted", 409)],
    ["PutObject", 0.5, appliedButLost],
    ["PutObject", 0.5, reset],
    ["PutObject", 0.4, html],
    ["PutObject", 0.03, hang],
    ["PutObject", 0.5, slow],
    ["HeadObject", 0.7, error("InternalError", 500)],
    ["HeadObject", 0.4, html],
  ],
  dynamodb: [
    ["PutItem", 0.7, error("ThrottlingException", 400)],
    ["PutItem", 0.7, error("InternalServerError", 500)],
    ["PutItem", 0.5, error("AccessDeniedException", 400)],
    ["PutItem", 0.5, appliedButLost],
    ["PutItem", 0.7, html],
    ["PutItem", 0.7, half],
    ["PutItem", 0.4, empty],
    ["PutItem", 0.5, reset],
    ["PutItem", 0.03, hang],
    ["PutItem", 0.5, slow],
    ["GetItem", 0.7, error("InternalServerError", 500)],
    ["GetItem", 0.4, half],
  ],
  sqs: [
    ["SendMessage", 0.3, error("AccessDenied", 403)],
    ["SendMessage", 0.3, error("RequestThrottled", 400)],
    ["SendMessage", 0.3, error("InternalFailure", 500)],
    ["SendMessage", 0.3, appliedButLost],
    ["SendMessage", 0.3, html],
    ["SendMessage", 0.02, hang],
    ["ReceiveMessage", 0.4, error("InternalFailure", 500)],
    ["ReceiveMessage", 0.4, slow],
    ["DeleteMessage", 0.4, error("AccessDenied", 403)],
    ["DeleteMessage", 0.7, appliedButLost],
    ["DeleteMessage", 0.7, error("InternalFailure", 500)],
    ["ChangeMessageVisibility", 0.6, error("AccessDenied", 403)],
  ],
};

const services = ["s3", "dynamodb", "sqs"] as const;

export type Weather = { readonly name: string; readonly rules: readonly FaultRule[] };

const toName = ({ service, operation, effect }: FaultRule): string =>
  `${service} ${operation} ${effect.type === "error" ? effect.code : effect.type}`;

const toWeather = (rules: readonly FaultRule[]): Weather => ({ name: rules.map(toName).join(", "), rules });

/** For a while nothing is archived: whatever is recorded meanwhile is recorded too early. */
export const archiveOutage: Weather = toWeather([
  { service: "s3", operation: "PutObject", effect: error("InternalError", 500) },
]);
/** For a while nothing is recorded, and all that happens is that messages wait. */
export const tableOutage: Weather = toWeather([
  { service: "dynamodb", operation: "PutItem", effect: error("InternalServerError", 500) },
]);

/** Each one: so many faults of each service. All have been there before one comes again. */
export const makeWeather = (random: Random, perService: number): (() => Weather) => {
  const decks = services.map((service) => ({ service, draw: makeDeck(random, faultsOf[service]) }));
  return () =>
    toWeather(
      decks.flatMap(({ service, draw }) =>
        draw(perService).map(([operation, probability, effect]): FaultRule => ({
          service,
          operation,
          probability,
          effect,
        })),
      ),
    );
};
