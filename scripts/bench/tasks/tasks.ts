// Everything that functions are measured at.
import type { Task } from "../function/task.ts";
import { authorizer } from "./authorizer.ts";
import { readerById, readerList } from "./reader.ts";
import { worker } from "./worker.ts";

export const tasks: readonly Task[] = [worker, readerById, readerList, authorizer];
