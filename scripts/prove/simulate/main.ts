// A thread of a simulation: runs one task after the other.
import { parentPort } from "node:worker_threads";
import { makeWorker } from "./make-worker.ts";
import { runTask, type Task } from "./task.ts";

// Nobody looks at the stacks of simulated errors, and there are many.
Error.stackTraceLimit = 0;

parentPort?.on("message", (task: Task) => {
  void runTask(task, makeWorker).then((result) => parentPort?.postMessage(result));
});
