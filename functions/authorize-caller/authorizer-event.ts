// The part of API Gateway's REQUEST authorizer event that identifies the caller.
import { JsonObject, ownProps } from "@message-handler/domain/own-props.ts";
import { textCodec } from "@message-handler/domain/text-codec.ts";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";

export type AuthorizerEvent = {
  /** The stage of the API with all its routes, as the resource of a policy. */
  readonly everyRoute: string;
  /** The values of all Authorization headers, whatever case their names are in. */
  readonly authorization: readonly string[];
  readonly requestId: string | undefined;
};

/** What API Gateway has nothing for it sends as null, or not at all. */
const nullable = <A>(codec: t.Type<A>): t.Type<A | undefined> =>
  new t.Type<A | undefined>(
    codec.name,
    (value): value is A | undefined => value === undefined || codec.is(value),
    (value, context) =>
      value === null || value === undefined ? t.success(undefined) : codec.validate(value, context),
    t.identity,
  );

type RecordOf<A> = Readonly<Record<string, A>>;

/** Of headers: any names, each with such a value. */
const recordOf = <A>(codec: t.Type<A>): t.Type<RecordOf<A>> => {
  const is = (value: unknown): value is RecordOf<A> =>
    JsonObject.is(value) && Object.values(value).every((each) => codec.is(each));
  return new t.Type<RecordOf<A>>(
    "headers",
    is,
    (value, context) => (is(value) ? t.success(value) : t.failure(value, context)),
    t.identity,
  );
};

/** `arn:aws:execute-api:<region>:<account>:<api>/<stage>`, then method and path, of which the path is the caller's. */
const stageArn = /^arn:[^:/]+:execute-api:[^:/]+:[^:/]+:[^:/]+\/[^:/]+(?=\/)/;

const MethodArn = textCodec("the ARN of a method", (text) => (stageArn.test(text) ? text : undefined));

const RequestEvent = ownProps({
  methodArn: MethodArn,
  headers: nullable(recordOf(t.string)),
  multiValueHeaders: nullable(recordOf(t.readonlyArray(t.string))),
  requestContext: nullable(ownProps({ requestId: nullable(t.string) })),
});

const valuesOf = <A>(headers: RecordOf<A> | undefined): readonly A[] =>
  Object.entries(headers ?? {})
    .filter(([name]) => name.toLowerCase() === "authorization")
    .map(([, value]) => value);

/** `headers` has only the last value of a header that was sent twice. */
const toAuthorization = ({
  headers,
  multiValueHeaders,
}: t.TypeOf<typeof RequestEvent>): readonly string[] => {
  const all = valuesOf(multiValueHeaders).flat();
  return all.length > 0 ? all : valuesOf(headers);
};

/** A Left lists the invalid paths and no value. */
export const decodeAuthorizerEvent = (event: unknown): E.Either<readonly string[], AuthorizerEvent> => {
  const decoded = RequestEvent.decode(event);
  if (E.isLeft(decoded))
    return E.left(
      decoded.left.map(({ context }) => ["event", ...context.slice(1, 2).map(({ key }) => key)].join(".")),
    );
  return E.right({
    everyRoute: `${stageArn.exec(decoded.right.methodArn)?.[0]}/*`,
    authorization: toAuthorization(decoded.right),
    requestId: decoded.right.requestContext?.requestId,
  });
};
