// Every measure, in the order in which they run.
import type { Measure } from "./measure.ts";
import { batch } from "./measures/batch.ts";
import { cold } from "./measures/cold.ts";
import { decode } from "./measures/decode.ts";
import { glue } from "./measures/glue.ts";
import { local } from "./measures/local.ts";
import { requests } from "./measures/requests.ts";
import { size } from "./measures/size.ts";
import { warm } from "./measures/warm.ts";

export const measures: readonly Measure[] = [size, requests, cold, warm, glue, decode, batch, local];
