// Every subject at every task that is its work.
import type { Task } from "../function/task.ts";
import { tasks } from "../tasks/tasks.ts";
import { names, type Subject } from "../subject.ts";

export type Case = { readonly task: Task; readonly subject: Subject };

export const toCases = (subjects: readonly Subject[]): readonly Case[] =>
  tasks.flatMap((task) =>
    subjects
      .filter(({ functionName }) => functionName === task.functionName)
      .map((subject) => ({ task, subject })),
  );

export const isNothing = ({ subject }: Case): boolean => subject.name === names.nothing;
