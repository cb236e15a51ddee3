// A stack's outputs: `outputs.json` of `npm start`, or of `npm run deploy`.
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { isRunning } from "./local-system.ts";
import { reasonOf } from "./read-if-there.ts";

/** What a request to a stack's API needs. */
export const Deployment = t.intersection([
  t.readonly(
    t.type({
      /** With the stage, without a slash at its end. */
      api_url: t.string,
      auth: t.keyof({ iam: null, jwt: null, none: null }),
      region: t.string,
    }),
  ),
  t.readonly(
    t.partial({
      /** The claim of a token that names the company; with `jwt` only. */
      company_claim: t.string,
      /** Where the API lets nobody in without one. */
      client_certificate: t.literal("required"),
    }),
  ),
]);
export type Deployment = t.TypeOf<typeof Deployment>;

type Outputs = Readonly<Record<string, unknown>>;

const Flat = t.UnknownRecord;
/** `{"<stack>": {…}}` */
const PerStack = t.record(t.string, t.UnknownRecord);

const isOf = (stack: string, environment: string): boolean => stack.endsWith(`-${environment}`);

const select = (
  stacks: Readonly<Record<string, Outputs>>,
  environment?: string,
): E.Either<string, Outputs> => {
  const all = Object.keys(stacks);
  const names = environment === undefined ? all : all.filter((stack) => isOf(stack, environment));
  const [found] = names.map((name) => stacks[name]);
  if (names.length === 1 && found !== undefined) return E.right(found);
  if (names.length > 1)
    return E.left(`it has the outputs of ${names.join(", ")}: choose one with --env NAME`);
  return E.left(
    environment === undefined ? "it has no outputs" : `no stack of ${environment} is among ${all.join(", ")}`,
  );
};

/** The first entry is the outputs themselves; an intersection adds the index of a member, which is not in the file. */
const toError = ({ context }: t.ValidationError): string => {
  const { key = "", type } =
    context.find((_, index) => index > 0 && !(context[index - 1]?.type instanceof t.IntersectionType)) ?? {};
  return `${key}: expected ${type?.name ?? "another value"}`;
};

/**
 * @param parsed the file's content, out of JSON
 * @param environment which stack's; needed when the file has those of several, no matter when it is `npm start`'s
 * @returns a Left says in one line what is missing or wrong, without a value
 */
export const decodeOutputs = <A>(
  codec: t.Type<A>,
  parsed: unknown,
  environment?: string,
): E.Either<string, A> => {
  if (!Flat.is(parsed) || Array.isArray(parsed)) return E.left("it is not an object with outputs");
  const outputs = PerStack.is(parsed) ? select(parsed, environment) : E.right(parsed);
  if (E.isLeft(outputs)) return outputs;
  const decoded = codec.decode(outputs.right);
  if (E.isRight(decoded)) return decoded;
  return E.left([...new Set(decoded.left.map(toError))].join("; "));
};

type OutputsFile = {
  readonly path: string;
  /** Whose outputs, where the file has those of several stacks. */
  readonly environment: string | undefined;
  /** What to do when there is no such file. */
  readonly remedy: string;
};

/** What `npm start` alone writes. */
const LocalOutputs = t.readonly(t.type({ aws_endpoint: t.string }));

/**
 * @param readText rejects when there is no such file
 * @returns a Left says in one line what is wrong with the file, without a value, or that the system on this machine
 * which it is of has ended
 */
export const readOutputs = async <A>(
  readText: (path: string) => Promise<string>,
  codec: t.Type<A>,
  { path, environment, remedy }: OutputsFile,
): Promise<E.Either<string, A>> => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readText(path));
  } catch (error) {
    if (error instanceof SyntaxError) return E.left(`${path} is not JSON`);
    const reason = reasonOf(error);
    const isThere = reason !== undefined && reason !== "ENOENT";
    return E.left(`${path} cannot be read${isThere ? ` (${reason})` : `: ${remedy}`}`);
  }
  const decoded = decodeOutputs(codec, parsed, environment);
  if (E.isLeft(decoded)) return E.left(`${path}: ${decoded.left}`);
  if (LocalOutputs.is(parsed) && !(await isRunning(parsed.aws_endpoint)))
    return E.left(
      `nothing answers at ${parsed.aws_endpoint}, which ${path} names: start the system with npm start, or name another file of outputs`,
    );
  return decoded;
};
