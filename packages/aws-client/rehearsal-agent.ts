// What the clients of a rehearsal are made with: their requests reach nobody.
import type { Agent } from "node:https";
import { makeCannedAgent, type ToAnswer } from "@message-handler/lambda-kit/canned-agent.ts";
import { configuredEndpoint, type Environment } from "./endpoint.ts";

/** Nobody's credentials, and no configured endpoint. */
export const rehearsalEnvironment: Environment = {
  AWS_ACCESS_KEY_ID: "rehearsal",
  AWS_SECRET_ACCESS_KEY: "rehearsal",
  AWS_SESSION_TOKEN: "rehearsal",
};

/** @param env of the function: its real connections need TLS, unless they are configured otherwise */
export const makeRehearsalAgent = (toAnswer: ToAnswer, env: Environment): Agent =>
  makeCannedAgent(toAnswer, configuredEndpoint("dynamodb", env)?.protocol !== "http:");
