// Optional properties, present or absent, but never present as undefined.

type OptionalProps<T> = {
  readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same object without the properties whose value is undefined. */
export const optionalProps = <T extends object>(props: T): OptionalProps<T> =>
  // The entries that are left are those of T that have a value.
  Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as OptionalProps<T>;
