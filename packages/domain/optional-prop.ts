// An optional property, present or absent, but never present as undefined.

/** To be spread: `{key: value}`, or nothing when the value is undefined. */
export const optionalProp = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  // A computed key widens to an index signature; this is the one key there is.
  value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V });
