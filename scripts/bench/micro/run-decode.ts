// node run-decode.ts product|t.type|zod valid|invalid: prints microseconds of processor time for one message, parsed JSON before and typed after.
import { DateTime } from "@message-handler/domain/date-time.ts";
import { Message } from "@message-handler/domain/message.ts";
import { Uuid } from "@message-handler/domain/uuid.ts";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { z } from "zod";
import { company, idOf } from "../function/messages.ts";

/** The same shape and the same codecs of its fields, put together by io-ts. */
const Typed = t.type({
  metadata: t.type({ message_id: Uuid, company_id: Uuid, message_time: DateTime }),
  data: t.UnknownRecord,
});

const Schema = z.object({
  metadata: z.object({
    message_id: z.uuid(),
    company_id: z.uuid(),
    message_time: z.iso.datetime({ offset: true }),
  }),
  data: z.record(z.string(), z.unknown()),
});

const decoders: Readonly<Record<string, (value: unknown) => boolean>> = {
  product: (value) => E.isRight(Message.decode(value)),
  "t.type": (value) => E.isRight(Typed.decode(value)),
  zod: (value) => Schema.safeParse(value).success,
};

const [subject = "", kind] = process.argv.slice(2);
const decode = decoders[subject];
if (decode === undefined) throw new Error(`there is no decoder ${subject}`);
const isValid = kind === "valid";
const message_time = isValid ? "2026-11-28T09:30:15Z" : "yesterday";
const values = Array.from({ length: 1000 }, (_, index) => ({
  metadata: { message_id: idOf(index), company_id: company, message_time },
  data: { order_id: "a929b88e-bc47-4f7d-9584-61c3c94ad2f2", order_amount: 20 },
}));

const decodeAll = (times: number): void => {
  for (let time = 0; time < times; time += 1)
    for (const value of values)
      if (decode(value) !== isValid) throw new Error(`${subject} takes what is ${kind} for something else`);
};

const times = 300;
decodeAll(times);
const before = process.cpuUsage();
decodeAll(times);
const { user, system } = process.cpuUsage(before);
console.log((user + system) / (times * values.length));
