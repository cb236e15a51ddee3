// Reads a function's configuration from the environment and reports all invalid variables at once.

export type Variable<A> = {
  /** What is expected of it, after "expected". */
  readonly expected: string;
  /** Undefined when the text is invalid. */
  readonly read: (text: string) => A | undefined;
};

type Spec = Readonly<Record<string, Variable<unknown>>>;

export type Environment<S extends Spec> = {
  readonly [Name in keyof S]: S[Name] extends Variable<infer A> ? A : never;
};

export const nonEmptyText: Variable<string> = {
  expected: "a text",
  read: (text) => (text.trim() === "" ? undefined : text),
};

export const wholeNumber: Variable<number> = {
  expected: "a whole number",
  read: (text) => (/^\d{1,15}$/.test(text) ? Number(text) : undefined),
};

export const positiveInteger: Variable<number> = {
  expected: "a positive whole number",
  read: (text) => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined),
};

/** For a composition root: throws one Error that lists every variable that is missing or wrong, without its value. */
export const requireEnvironment = <S extends Spec>(
  spec: S,
  env: Readonly<Record<string, string | undefined>>,
): Environment<S> => {
  const values = Object.entries(spec).map(([name, { read }]) => [name, read(env[name] ?? "")] as const);
  const faults = values
    .filter(([, value]) => value === undefined)
    .map(([name]) => `${name}: expected ${spec[name]?.expected}`);
  if (faults.length > 0) throw new Error(`Invalid environment: ${faults.join("; ")}`);
  // Every name of the specification is there, read by its own variable.
  return Object.fromEntries(values) as Environment<S>;
};
