// The event that the function of a REQUEST authorizer gets.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
import { type Invocation, lastValues } from "../request/invocation.ts";
import { toEventHeaders } from "../integration/lambda-proxy-event.ts";

/** The request without its body: authorizers never see one. What there is none of is an empty object. */
export const toAuthorizerEvent = (invocation: Invocation, methodArn: string): string => {
  const { request, context, pathParameters, resourcePath } = invocation;
  return JSON.stringify({
    type: "REQUEST",
    methodArn,
    resource: resourcePath,
    path: request.path,
    httpMethod: request.method,
    ...toEventHeaders(invocation),
    queryStringParameters: lastValues(request.query),
    multiValueQueryStringParameters: Object.fromEntries(request.query),
    pathParameters,
    stageVariables: {},
    requestContext: context,
  });
};
