// Thrown values in the form the Runtime API takes them.
"use strict";

/** Anything may be thrown: a string, null, an object. */
exports.toError = (thrown) => (thrown instanceof Error ? thrown : new Error(String(thrown)));

exports.toErrorResponse = (thrown) =>
  thrown instanceof Error
    ? { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? "").split("\n") }
    : { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
