// `ops token`: a token of the local issuer, alone on stdout, for a shell to put into a variable.
import { InvalidArgumentError, type Command } from "commander";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { addExamples } from "./examples.ts";
import { notEmpty, toCompanyId } from "./option-values.ts";
import { environmentOption, outputsOption } from "./outputs-options.ts";
import { readOutputs } from "./outputs.ts";

export type TokenDeps = {
  /** Rejects when there is no such file. */
  readonly readText: (path: string) => Promise<string>;
  readonly fetch: typeof fetch;
  /** Takes a line for stdout. */
  readonly print: (line: string) => void;
};

type Options = {
  readonly company: string;
  /** Seconds; the issuer's own default when undefined. */
  readonly expiresIn?: number;
  /** Undefined: that of the outputs. */
  readonly issuer?: string;
  readonly outputs: string;
  readonly env?: string;
};

const MAX_SECONDS = 86_400;

const toSeconds = (text: string): number => {
  const seconds = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : Infinity;
  if (seconds > MAX_SECONDS)
    throw new InvalidArgumentError(`Expected whole seconds from 1 to ${MAX_SECONDS}.`);
  return seconds;
};

const TokenOutputs = t.partial({ auth: t.string, issuer: t.string });

const isLocal = (issuer: string): boolean => {
  const url = URL.parse(issuer);
  return url?.protocol === "http:" && url.hostname === "127.0.0.1";
};

const toIssuer = ({ auth, issuer }: t.TypeOf<typeof TokenOutputs>): E.Either<string, string> => {
  if (issuer === undefined)
    return E.left(
      `the stack takes no tokens (its auth is ${auth ?? "not known"}): run \`npm start -- --auth jwt\` for one that does`,
    );
  if (!isLocal(issuer))
    return E.left(
      `this is no stack of a local issuer: tokens for it come from the company's own account with ${issuer}`,
    );
  return E.right(issuer);
};

const readIssuer = async (
  { readText }: TokenDeps,
  { issuer, outputs: file, env }: Options,
): Promise<E.Either<string, string>> => {
  if (issuer !== undefined) return toIssuer({ issuer });
  const outputs = await readOutputs(readText, TokenOutputs, {
    path: file,
    environment: env,
    remedy: "run `npm start -- --auth jwt` first, which writes it once everything is up",
  });
  return E.isLeft(outputs) ? outputs : toIssuer(outputs.right);
};

const TIME_OUT_MS = 5000;

const Answer = t.type({ access_token: t.string });
const Problem = t.type({ detail: t.string });

const toForm = ({ company, expiresIn }: Pick<Options, "company" | "expiresIn">): URLSearchParams =>
  new URLSearchParams({
    grant_type: "client_credentials",
    company_id: company,
    ...(expiresIn === undefined ? {} : { expires_in: `${expiresIn}` }),
  });

/** A Left says in one line why there is none. */
export const requestToken = async (
  { fetch }: Pick<TokenDeps, "fetch">,
  issuer: string,
  options: Pick<Options, "company" | "expiresIn">,
): Promise<E.Either<string, string>> => {
  try {
    const signal = AbortSignal.timeout(TIME_OUT_MS);
    const response = await fetch(`${issuer}/token`, { method: "POST", body: toForm(options), signal });
    const body: unknown = await response.json();
    if (response.ok && Answer.is(body)) return E.right(body.access_token);
    return E.left(`${issuer} refused with ${response.status}${Problem.is(body) ? `: ${body.detail}` : ""}`);
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    return E.left(`${issuer} gave no token (${reason}): is \`npm start -- --auth jwt\` still running?`);
  }
};

const mint = async (deps: TokenDeps, options: Options): Promise<E.Either<string, string>> => {
  const issuer = await readIssuer(deps, options);
  return E.isLeft(issuer) ? issuer : requestToken(deps, issuer.right, options);
};

/** Adds `token`. A failure ends the command with its reason on stderr and the exit code 1. */
export const addTokenCommand = (program: Command, deps: TokenDeps, defaultOutputs: string): Command =>
  addExamples(program.command("token"), [
    ["token --company e0721e56-fb09-4273-ae74-7bcbc92d43eb", "works for an hour"],
    ["token --company e0721e56-fb09-4273-ae74-7bcbc92d43eb --expires-in 60", "works for a minute"],
  ])
    .description("print a token of the local issuer, to be sent as `authorization: Bearer …`")
    .requiredOption("--company <id>", "the company to speak for, a UUID", toCompanyId)
    .option("--expires-in <seconds>", "how long it works; an hour unless told otherwise", toSeconds)
    .option(
      "--issuer <url>",
      "the local issuer; that of the outputs unless told otherwise",
      notEmpty("--issuer needs a URL."),
    )
    .addOption(outputsOption("the outputs of npm start", defaultOutputs))
    .addOption(environmentOption())
    .action(async (options: Options, command: Command) => {
      const token = await mint(deps, options);
      if (E.isLeft(token)) command.error(`error: ${token.left}`, { exitCode: 1 });
      else deps.print(token.right);
    });
