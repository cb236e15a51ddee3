// What a promise rejects with.

/** An SDK's error carries the HTTP status. */
export type Rejection = Error & { readonly $metadata?: { readonly httpStatusCode?: number } };

/** Fails when the promise does not reject. */
export const rejectionOf = async (promise: Promise<unknown>): Promise<Rejection> => {
  try {
    await promise;
  } catch (error) {
    return error as Rejection;
  }
  throw new Error("expected a rejection");
};
