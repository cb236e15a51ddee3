// What goes wrong in the gateway itself, as opposed to in the backend.
import { gatewayResponseTypes, type ResponseType } from "../../../resources/gateway-response-types.ts";

/** Ends the handling of a request with the gateway response of its type. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly type: ResponseType;
  readonly status: number;
  /** What is wrong with the body, in the words of AWS's validator; it may quote the body. */
  readonly validationErrorString: string;
  /** For the log alone: a client learns nothing about the backend. */
  readonly reason: string | undefined;

  constructor(
    type: ResponseType,
    message: string,
    more: {
      readonly status?: number;
      readonly validationErrorString?: string;
      readonly reason?: string;
    } = {},
  ) {
    super(message);
    this.type = type;
    this.status = more.status ?? gatewayResponseTypes[type].status;
    this.validationErrorString = more.validationErrorString ?? "";
    this.reason = more.reason;
  }
}

/** The gateway is set up wrongly: the client gets a bare 500, the log the reason. */
export const configurationError = (reason: string): GatewayError =>
  new GatewayError("API_CONFIGURATION_ERROR", "Internal server error", { reason });
