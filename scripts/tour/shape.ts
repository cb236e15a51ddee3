// What an answer has to be like, which part of it is shown, and what of that matters.

/** What is shown of a value that fits, and the texts in it, `"key": value`, that matter. */
export type Fit = { readonly shown: unknown; readonly lit: readonly string[]; readonly isLit?: true };

/** Undefined: the value does not fit. */
export type Shape = (value: unknown) => Fit | undefined;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Anything that is there. */
export const any: Shape = (value) => (value === undefined ? undefined : { shown: value, lit: [] });

/** A text of which so many characters will do. */
export const beginning =
  (length: number): Shape =>
  (value) =>
    typeof value === "string" ? { shown: `${value.slice(0, length)}…`, lit: [] } : undefined;

export const is =
  (expected: string | number | null): Shape =>
  (value) =>
    value === expected ? { shown: value, lit: [] } : undefined;

/** What the step is about. */
export const lit =
  (isExpected: (value: unknown) => boolean): Shape =>
  (value) =>
    isExpected(value) ? { shown: value, lit: [], isLit: true } : undefined;

export const litIs = (expected: string): Shape => lit((value) => value === expected);

const litsOf = (key: string, { shown, lit: inside, isLit }: Fit): readonly string[] =>
  isLit ? [`${JSON.stringify(key)}: ${JSON.stringify(shown)}`] : inside;

/** Has at least these keys, which are shown. */
export const object =
  (shapes: Readonly<Record<string, Shape>>): Shape =>
  (value) => {
    if (!isObject(value)) return undefined;
    const shown: Record<string, unknown> = {};
    const lits: string[] = [];
    for (const [key, shape] of Object.entries(shapes)) {
      const fit = shape(value[key]);
      if (fit === undefined) return undefined;
      shown[key] = fit.shown;
      lits.push(...litsOf(key, fit));
    }
    return { shown, lit: lits };
  };

const toList = (fits: readonly Fit[]): Fit => ({
  shown: fits.map(({ shown }) => shown),
  lit: fits.flatMap((fit) => fit.lit),
});

/** Holds something of this shape; the last that fits is shown. */
export const some =
  (shape: Shape): Shape =>
  (value) => {
    const fits = Array.isArray(value) ? value.flatMap((item) => shape(item) ?? []) : [];
    return fits.length === 0 ? undefined : toList(fits.slice(-1));
  };

/** Is not empty and holds nothing else. */
export const every =
  (shape: Shape): Shape =>
  (value) => {
    if (!Array.isArray(value) || value.length === 0) return undefined;
    const fits = value.flatMap((item) => shape(item) ?? []);
    return fits.length === value.length ? toList(fits) : undefined;
  };
