// Calls a handler in the style its runtime allows and settles with its result.
"use strict";

const isThenable = (value) => typeof value?.then === "function";

/** Until Node.js 22: a promise, or the callback, whose answer may wait for the event loop to run dry. */
const callWithCallback = async (handler, event, context) => {
  const { promise, resolve, reject } = Promise.withResolvers();
  let whenIdle = () => resolve(null);
  const onIdle = () => whenIdle();
  const callback = (error, result) => {
    if (error) reject(error);
    else if (context.callbackWaitsForEmptyEventLoop) whenIdle = () => resolve(result);
    else resolve(result);
  };
  process.once("beforeExit", onIdle);
  try {
    const returned = handler(event, context, callback);
    if (isThenable(returned)) resolve(returned);
    return await promise;
  } finally {
    process.removeListener("beforeExit", onIdle);
  }
};

const callbacksEndedWith = 24;

/** Throws Runtime.CallbackHandlerDeprecated for a callback handler on Node.js 24, as AWS does at init. */
exports.makeCall = (handler, executionEnvironment) => {
  const major = Number(/nodejs(\d+)/.exec(executionEnvironment)?.[1]);
  if (major < callbacksEndedWith) return (event, context) => callWithCallback(handler, event, context);
  if (handler.length >= 3) {
    const error = new Error(
      "AWS Lambda has removed support for callback-based function handlers starting with Node.js 24.",
    );
    error.name = "Runtime.CallbackHandlerDeprecated";
    throw error;
  }
  return async (event, context) => handler(event, context);
};
