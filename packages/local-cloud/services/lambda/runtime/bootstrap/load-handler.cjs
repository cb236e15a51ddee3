// Finds the handler that `file.export` names, in a CommonJS or an ES module.
"use strict";
const { existsSync } = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const fail = (name, message, cause) => {
  const error = new Error(message, { cause });
  error.name = name;
  throw error;
};

const fromFile = async (file) => {
  try {
    return require(file);
  } catch (error) {
    // An ES module that awaits at its top level.
    if (error?.code === "ERR_REQUIRE_ASYNC_MODULE") return import(pathToFileURL(file).href);
    throw error;
  }
};

const loadModule = async (root, name) => {
  const file = ["", ".js", ".mjs", ".cjs"]
    .map((extension) => path.resolve(root, `${name}${extension}`))
    .find((candidate) => existsSync(candidate));
  if (file === undefined) fail("Runtime.ImportModuleError", `Error: Cannot find module '${name}'`);
  try {
    return await fromFile(file);
  } catch (error) {
    if (error instanceof SyntaxError) fail("Runtime.UserCodeSyntaxError", String(error), error);
    if (error?.code === "MODULE_NOT_FOUND")
      fail("Runtime.ImportModuleError", `Error: ${error.message}`, error);
    throw error;
  }
};

const findIn = (holder, names) =>
  names.reduce((value, name) => (value === null || value === undefined ? undefined : value[name]), holder);

/** Rejects with the error names of the managed runtime: ImportModuleError, HandlerNotFound, CallbackHandlerDeprecated, … */
exports.loadHandler = async (root, handlerName) => {
  const [, directory, file, exported] = /^(.*\/)?([^./]+)\.(.+)$/.exec(handlerName) ?? [];
  if (file === undefined || handlerName.includes("..")) {
    fail("Runtime.MalformedHandlerName", `'${handlerName}' is not a valid handler name.`);
  }
  const loaded = await loadModule(root, `${directory ?? ""}${file}`);
  const names = exported.split(".");
  const handler = findIn(loaded, names) ?? findIn(loaded.default, names);
  if (handler === undefined) {
    fail("Runtime.HandlerNotFound", `${handlerName} is undefined or not exported`);
  }
  if (typeof handler !== "function") fail("Runtime.HandlerNotFound", `${handlerName} is not a function`);
  if (handler.length >= 3) {
    fail(
      "Runtime.CallbackHandlerDeprecated",
      "AWS Lambda has removed support for callback-based function handlers starting with Node.js 24.",
    );
  }
  return handler;
};
