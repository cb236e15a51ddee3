// `console` as the managed Node.js runtime shapes it in the log format JSON: see LogPatch and formatter in
// aws-lambda-nodejs-runtime-interface-client.
"use strict";
const { format } = require("node:util");
const { toError } = require("./errors.cjs");

const levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

const toLoggedError = (error) => ({
  errorType: error.constructor?.name ?? "UnknownError",
  errorMessage: error.message,
  stackTrace: String(error.stack ?? "").split("\n"),
});

const errorReplacer = (_key, value) =>
  value instanceof Error ? Object.assign(toLoggedError(value), value) : value;

const toJsonLine = (entry, message, params) => {
  if (params.length === 0) {
    try {
      return JSON.stringify({ ...entry, message }, errorReplacer);
    } catch {
      // Circular or a BigInt: what the runtime prints then is the inspected text.
      return JSON.stringify({ ...entry, message: format(message) });
    }
  }
  const error = params.find((param) => param instanceof Error);
  const about = error === undefined ? {} : toLoggedError(error);
  return JSON.stringify({ ...entry, message: format(message, ...params), ...about });
};

/** Replaces the console's methods and returns what logs an error nobody handled. */
exports.patchConsole = ({ minLevel, requestId, write }) => {
  const lowest = Math.max(0, levels.indexOf(minLevel));
  const logAt =
    (level) =>
    (message, ...params) => {
      if (levels.indexOf(level) < lowest) return;
      write(
        toJsonLine({ timestamp: new Date().toISOString(), level, requestId: requestId() }, message, params),
      );
    };
  const methods = Object.fromEntries(levels.map((level) => [level.toLowerCase(), logAt(level)]));
  Object.assign(console, methods, { log: methods.info });
  return { logError: (thrown) => methods.error(toError(thrown)) };
};
