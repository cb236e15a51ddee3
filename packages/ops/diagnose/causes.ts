// All causes that a diagnosis can name, the order in which they are told.
import type { Cause } from "./cause.ts";
import { callerCauses } from "./causes/callers.ts";
import { functionCauses } from "./causes/functions.ts";
import { permissionCauses } from "./causes/permissions.ts";
import { queueCauses } from "./causes/queue.ts";
import { storeCauses } from "./causes/stores.ts";
import { symptomCauses } from "./causes/symptoms.ts";

export const causes: readonly Cause[] = [
  ...permissionCauses,
  ...queueCauses,
  ...functionCauses,
  ...storeCauses,
  ...callerCauses,
  ...symptomCauses,
];
