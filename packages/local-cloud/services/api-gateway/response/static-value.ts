// Parameter mappings: the values that API Gateway sets headers to.

/**
 * `text` of `'text'`, the one form that is supported: values taken from the request, the context or the backend's
 * headers are not. Throws for those.
 */
export const toStaticValue = (expression: string): string => {
  const value = /^'(.*)'$/s.exec(expression)?.[1];
  if (value === undefined)
    throw new Error(
      `the mapping ${expression} is not supported by the local cloud: only 'static values' are`,
    );
  return value;
};
