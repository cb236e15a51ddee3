// `--rate`, which two modes take.
import { InvalidArgumentError, Option } from "commander";

const toRate = (text: string): number => {
  const rate = Number(text);
  if (!(Number.isFinite(rate) && rate > 0)) throw new InvalidArgumentError("Expected a number above 0.");
  return rate;
};

export const rateOption = new Option(
  "--rate <n>",
  "messages a second: with --load --soak (20); with --overload of the one company (30): at a high one the others wait for the machine itself",
).argParser(toRate);
