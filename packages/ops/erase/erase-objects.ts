// Takes a company's objects out of the archive for good: every version and every delete marker.
import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
} from "@aws-sdk/client-s3";
import { pMapIterable } from "p-map";
import { atRate } from "../streams/at-rate.ts";
import type { Target } from "../target/target.ts";
import type { Erasing } from "./erasing.ts";

type Version = { readonly key: string; readonly versionId: string };

/** In the order of their keys. */
async function* versionsOf({ bucket, clients }: Target, companyId: string): AsyncGenerator<Version, void> {
  const input = { Bucket: bucket, Prefix: `${companyId}/` };
  let marker: object | undefined = {};
  while (marker !== undefined) {
    const page: ListObjectVersionsCommandOutput = await clients.s3.send(
      new ListObjectVersionsCommand({ ...input, ...marker }),
    );
    const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    yield* found
      .map(({ Key = "", VersionId = "null" }) => ({ key: Key, versionId: VersionId }))
      .toSorted((one, other) => (one.key < other.key ? -1 : Number(one.key > other.key)));
    marker = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined;
  }
}

const concurrency = 32;

export type ErasedObjects = { readonly objects: number; readonly versions: number };

export const eraseObjects = async (target: Target, erasing: Erasing): Promise<ErasedObjects> => {
  const { bucket, clients } = target;
  let last: string | undefined;
  let [objects, versions] = [0, 0];
  const erase = async (version: Version): Promise<Version> => {
    if (!erasing.isDryRun)
      await clients.s3.send(
        new DeleteObjectCommand({ Bucket: bucket, Key: version.key, VersionId: version.versionId }),
      );
    return version;
  };
  const found = atRate(versionsOf(target, erasing.companyId), erasing.rate);
  for await (const { key, versionId } of pMapIterable(found, erase, { concurrency })) {
    if (key !== last) objects += 1;
    last = key;
    versions += 1;
    erasing.note(`s3 ${key} ${versionId}`);
  }
  return { objects, versions };
};
