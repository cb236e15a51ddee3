// AWS's answers, for tests: in place of the network, behind the SDK's client.
import type { HandlerExecutionContext } from "@smithy/types";

type Answers = Readonly<Record<string, (input: object) => object>>;

/** A middleware that answers by the command; what is not among the answers fails. */
export const answering =
  (answers: Answers) =>
  (_next: unknown, { commandName = "" }: HandlerExecutionContext) =>
  async ({ input }: { readonly input: object }) => {
    const answer = answers[commandName];
    if (answer === undefined) throw new Error(`not foreseen: ${commandName}`);
    return { output: { $metadata: {}, ...answer(input) }, response: {} };
  };
