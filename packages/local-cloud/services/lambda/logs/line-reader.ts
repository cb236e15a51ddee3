// Cuts a stream of bytes into lines; readline would also cut at a lone carriage return.
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { setImmediate as turn } from "node:timers/promises";

/**
 * Characters of one line, as many as Lambda takes bytes of one (Telemetry API schema reference, "function"); what is
 * longer goes on in the next line.
 */
const longest = 256 * 1024;

type LineReader = {
  /** Everything that was written before the call has been passed on. */
  readonly drained: () => Promise<void>;
};

export const readLines = (streams: readonly Readable[], onLine: (line: string) => void): LineReader => {
  let chunks = 0;
  for (const stream of streams) {
    const decoder = new StringDecoder("utf8");
    let rest = "";
    const take = (text: string): void => {
      const lines = `${rest}${text}`.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines)
        for (let from = 0; from < line.length; from += longest) onLine(line.slice(from, from + longest));
      for (; rest.length > longest; rest = rest.slice(longest)) onLine(rest.slice(0, longest));
    };
    stream.on("data", (chunk: Buffer) => {
      chunks += 1;
      take(decoder.write(chunk));
    });
    // What a killed process wrote without a line break counts as well.
    stream.on("end", () => take(`${decoder.end()}\n`));
  }
  return {
    drained: async () => {
      // The process writes synchronously: its bytes wait in the socket, and one turn reads up to 64 KB.
      for (let seen = -1; seen !== chunks;) {
        seen = chunks;
        await turn();
        await turn();
      }
    },
  };
};
