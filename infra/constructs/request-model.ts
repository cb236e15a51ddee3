// What the edge refuses: only what could not be recorded under an id. Everything else the function judges,
// so that its sender can look the verdict up. Derived from the codec of the message, which is where its shape stands.
import { edgeModel } from "@message-handler/api-description/edge-model.ts";

/** JSON Schema draft-04, the only draft that API Gateway knows. */
export const requestModel = edgeModel;
