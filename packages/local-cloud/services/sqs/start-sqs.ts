// Composes SQS: the stack's queues in the engine, the service in front of it, and what other parts need of it.
import type { FauxqsServer } from "fauxqs";
import { z } from "zod";
import type { Account } from "../../core/account.ts";
import type { AwsService } from "../../core/service.ts";
import type { Log } from "../../core/log.ts";
import type { Pace } from "../../core/pace.ts";
import type { Stack } from "../../stack/resource-type.ts";
import { createQueues, hastenInFlight, planQueues } from "./create-queues.ts";
import { makeDepths } from "./depths.ts";
import { makeEngine } from "./engine.ts";
import { makeLeaseBook } from "./lease-book.ts";
import type { QueueDepths } from "../../core/queue-depth.ts";
import type { Leases } from "./leases.ts";
import { makeSqsService } from "./make-service.ts";
import { makeMoveMessages } from "./move-messages.ts";
import { makeMoveTasks } from "./move-tasks.ts";
import { makeOrigins, restoreOrigins } from "./origins.ts";
import { makeQueues } from "./queues.ts";

export type StartSqsDeps = {
  readonly stack: Stack;
  readonly account: Account;
  readonly fauxqs: FauxqsServer;
  readonly pace: Pace;
  readonly log: Log;
  /** The wall clock by default, which is also the engine's. */
  readonly now?: () => Date;
};

export type Sqs = {
  readonly service: AwsService;
  readonly leases: Leases;
  readonly depths: QueueDepths;
  /** Ends move tasks and timers. */
  readonly stop: () => Promise<void>;
};

const QueueUrls = z.object({ QueueUrls: z.array(z.string()).default([]) });

/** Rejects with a StackError when AWS would refuse the queues. Move tasks do not survive a restart. */
export const startSqs = async (deps: StartSqsDeps): Promise<Sqs> => {
  const { stack, account, fauxqs, pace, log, now = () => new Date() } = deps;
  const planned = planQueues(stack, account);
  const engine = makeEngine(fauxqs, account);
  const { QueueUrls: urls } = QueueUrls.parse(await engine.call("ListQueues", {}));
  const names = urls.map((url) => url.slice(url.lastIndexOf("/") + 1));
  const queues = makeQueues({ account, fauxqs, engine, names });
  await hastenInFlight(queues, engine, pace, now());
  await createQueues(planned, queues);
  const origins = makeOrigins();
  restoreOrigins(queues, origins);
  const leases = makeLeaseBook({ account, engine, queues, pace, log, now });
  const moveTasks = makeMoveTasks({ move: makeMoveMessages({ account, engine }), log, now });
  return {
    service: makeSqsService({ account, engine, queues, leases, origins, moveTasks, pace, now }),
    leases,
    depths: makeDepths(queues, now),
    stop: async () => {
      leases.stop();
      await moveTasks.stop();
    },
  };
};
