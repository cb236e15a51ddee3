// Imported before main.ts: prints what comes of each verification of a signature, and of each request.
import "@message-handler/lambda-kit/testing/print-answers.ts";
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

const verify = new Proxy(crypto.verify, {
  apply: (...call): unknown => {
    const result: unknown = Reflect.apply(...call);
    process.stdout.write(`a signature was verified: ${String(result)}\n`);
    return result;
  },
});
Object.assign(crypto, { verify });
syncBuiltinESMExports();
