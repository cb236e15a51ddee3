// Validation errors as paths and expectations, without the values found.
import type * as t from "io-ts";
import type { FieldError } from "./failure.ts";

const toFieldError = ({ context }: t.ValidationError): FieldError => {
  const keys = context.map((entry) => entry.key).filter((key) => key !== "");
  return {
    path: keys.length === 0 ? "$" : keys.join("."),
    expected: context.at(-1)?.type.name ?? "something else",
  };
};

/** Paths and expectations only: io-ts's own reporters print the whole value. */
export const toFieldErrors = (errors: t.Errors): readonly FieldError[] => errors.map(toFieldError);
