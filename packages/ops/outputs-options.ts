// The options of commands that find a system by its outputs.
import { Option } from "commander";
import { notEmpty } from "./option-values.ts";

export const outputsOption = (description: string, defaultFile: string): Option =>
  new Option("--outputs <file>", description)
    .argParser(notEmpty("--outputs needs a name."))
    .default(defaultFile);

export const environmentOption = (): Option =>
  new Option("--env <name>", "the environment, where the outputs are of several").argParser(
    notEmpty("--env needs a name."),
  );
