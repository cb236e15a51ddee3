// The running system that the tour plays on, by what `npm start` wrote about it.
import { decodeOutputs, Deployment, readOutputs } from "@message-handler/ops/outputs.ts";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { readFile } from "node:fs/promises";

/** Only a system of `npm start` has an AWS endpoint. */
export const TourSystem = t.intersection([
  Deployment,
  t.readonly(t.type({ aws_endpoint: t.string, queue_url: t.string, dead_letter_queue_url: t.string })),
  t.readonly(t.partial({ issuer: t.string })),
]);
export type TourSystem = t.TypeOf<typeof TourSystem>;

/** The last part of a queue's URL. */
export const queueName = (url: string): string => url.slice(url.lastIndexOf("/") + 1);

export const queueArn = (url: string, region: string): string =>
  `arn:aws:sqs:${region}:${new URL(url).pathname.slice(1).replace("/", ":")}`;

/** Throws an Error that says in one line what is missing, wrong or not running. */
export const readTourSystem = async (path: string): Promise<TourSystem> => {
  const system = await readOutputs(async (file) => readFile(file, "utf8"), TourSystem, {
    path,
    environment: undefined,
    remedy: "start the system first, with npm start, which writes it",
  });
  if (E.isLeft(system) && system.left.includes("aws_endpoint: "))
    throw new Error(
      `${path} is not of npm start: the tour makes a database fail, and plays on this machine only`,
    );
  if (E.isLeft(system)) throw new Error(system.left);
  return system.right;
};

/** Throws an Error that names what is missing. */
export const decodeTourSystem = (outputs: unknown): TourSystem => {
  const system = decodeOutputs(TourSystem, outputs);
  if (E.isLeft(system)) throw new Error(system.left);
  return system.right;
};
