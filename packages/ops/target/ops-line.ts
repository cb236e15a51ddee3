// A command line of ops that is about the same stack, to be copied.
import type { Target } from "./target.ts";

/** The option that names the stack: an environment's name has no hyphen. */
const optionOf = ({ stack, isLocal }: Pick<Target, "stack" | "isLocal">): string =>
  isLocal ? "--local" : `--env ${stack.slice(stack.lastIndexOf("-") + 1)}`;

/** `ops dlq list --env prod` */
export const ops = (target: Pick<Target, "stack" | "isLocal">, command: string): string =>
  `ops ${command} ${optionOf(target)}`;
