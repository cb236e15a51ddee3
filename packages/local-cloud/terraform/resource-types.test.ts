// The registry against what the service folders export: a type that is forgotten would stop every stack using it.
import { expect } from "chai";
import * as apiGateway from "../api-gateway/resources.ts";
import * as cloudwatch from "../cloudwatch/resources.ts";
import * as dynamodb from "../dynamodb/resources.ts";
import * as iam from "../iam/resources.ts";
import * as lambda from "../lambda/resources.ts";
import * as s3 from "../s3/resources.ts";
import * as sns from "../sns/resources.ts";
import * as sqs from "../sqs/resources.ts";
import * as environmentData from "./environment-data.ts";
import * as policyDocumentData from "./policy-document-data.ts";
import { isRecord } from "./resolve.ts";
import { resourceTypes } from "./resource-types.ts";

const modules = [
  apiGateway,
  cloudwatch,
  dynamodb,
  iam,
  lambda,
  s3,
  sns,
  sqs,
  environmentData,
  policyDocumentData,
];

const typeNameOf = (exported: unknown): readonly string[] =>
  isRecord(exported) && "computed" in exported && typeof exported["type"] === "string"
    ? [exported["type"]]
    : [];

describe("resourceTypes", () => {
  it("holds every resource type that the service folders export, once", () => {
    const exported = modules.flatMap((module) => Object.values<unknown>(module).flatMap(typeNameOf));
    expect(resourceTypes.map(({ type }) => type).toSorted()).to.deep.equal(exported.toSorted());
    expect(new Set(exported).size).to.equal(exported.length);
  });
});
