// Speaks Lambda's Runtime API (2018-06-01) on one connection that is kept open.
"use strict";
const http = require("node:http");

const base = "/2018-06-01/runtime";

/** JSON text of a handler's result; `undefined` becomes `null`, as in the managed runtime. */
const toPayload = (value) => {
  try {
    return JSON.stringify(value === undefined ? null : value) ?? "null";
  } catch (cause) {
    const error = new Error("Unable to stringify response body", { cause });
    error.name = "Runtime.JSONStringifyError";
    throw error;
  }
};

exports.makeRuntimeClient = (address) => {
  const [host, port] = address.split(":");
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

  const send = (method, path, body = "", through = agent) =>
    new Promise((resolve, reject) => {
      const options = { host, port, agent: through, method, path: `${base}${path}` };
      const request = http.request(options, (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }),
        );
      });
      request.on("error", reject);
      request.end(body);
    });

  return {
    next: async () => {
      const { headers, body } = await send("GET", "/invocation/next");
      return { headers, event: body };
    },
    postResponse: (requestId, result) => send("POST", `/invocation/${requestId}/response`, toPayload(result)),
    postError: (requestId, error) => send("POST", `/invocation/${requestId}/error`, toPayload(error)),
    // On a connection of its own: the other one may be waiting for the next invocation.
    postInitError: (error) => send("POST", "/init/error", toPayload(error), false),
  };
};
