// What a process holds in its heap once all garbage is collected: its resident memory tells little of a leak, as V8 collects when it likes.
import { z } from "zod";

const Message = z.object({ id: z.number().optional(), result: z.unknown() });
const HeapUsage = z.object({ usedSize: z.number() });

export type LiveHeap = {
  /** Collects the process's garbage first. */
  readonly mib: () => Promise<number>;
  readonly close: () => void;
};

/** `url`: of the process's inspector. */
export const openLiveHeap = async (url: string): Promise<LiveHeap> => {
  const socket = new WebSocket(url);
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (reason: Error) => void }>();
  const opened = new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("error", () => reject(new Error("the inspector does not answer")));
  });
  socket.addEventListener("message", ({ data }) => {
    const { id = 0, result } = Message.parse(JSON.parse(String(data)));
    waiting.get(id)?.resolve(result);
    waiting.delete(id);
  });
  socket.addEventListener("close", () => {
    for (const { reject } of waiting.values()) reject(new Error("the inspector has closed"));
  });
  await opened;
  let calls = 0;
  const call = async (method: string): Promise<unknown> => {
    calls += 1;
    const id = calls;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      socket.send(JSON.stringify({ id, method }));
    });
  };
  return {
    mib: async () => {
      await call("HeapProfiler.collectGarbage");
      return HeapUsage.parse(await call("Runtime.getHeapUsage")).usedSize / 2 ** 20;
    },
    close: () => socket.close(),
  };
};
