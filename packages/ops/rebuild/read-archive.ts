// Lists the archive into the index of a rebuild: the claims by their keys alone, the rejections by their metadata.
import type { RejectedSummary } from "@message-handler/domain/archived-verdict.ts";
import pMap from "p-map";
import { listObjects } from "../archive/list-objects.ts";
import { toObjectKind } from "../archive/object-key.ts";
import { readArchivedSummary } from "../archive/read-object.ts";
import type { WorkFile } from "../archive/work-file.ts";
import type { Target } from "../target/target.ts";
import type { Progress } from "../terminal/progress.ts";
import type { ArchiveIndex, ClaimKey } from "./archive-index.ts";

const concurrency = 32;

const readRejection = async (target: Target, key: string): Promise<RejectedSummary | undefined> => {
  const record = await readArchivedSummary(target, key);
  return record?.status === "Rejected" ? record : undefined;
};

type Reading = {
  readonly workFile: WorkFile;
  readonly index: ArchiveIndex;
  readonly progress: Progress;
};

/** Goes on after the last page that it has read. Returns how many objects no record can be made of, going by these. */
export const readArchive = async (
  target: Target,
  { workFile, index, progress }: Reading,
): Promise<number> => {
  const counted = (): number => Number(workFile.progressOf("unusable") ?? 0);
  const after = workFile.progressOf("listed to") ?? "";
  for await (const page of listObjects(target, { after })) {
    const kinds = page.map(({ key }) => ({ key, kind: toObjectKind(key) }));
    const claims = kinds.flatMap(({ kind }): readonly ClaimKey[] => (kind?.kind === "Valid" ? [kind] : []));
    const rejectedKeys = kinds.flatMap(({ key, kind }) => (kind?.kind === "Rejected" ? [key] : []));
    const read = await pMap(rejectedKeys, async (key) => readRejection(target, key), { concurrency });
    const rejections = read.flatMap((record) => record ?? []);
    const unusable = page.length - claims.length - rejections.length;
    workFile.transaction(() => {
      index.add({ claims, rejections });
      workFile.setProgress("unusable", `${counted() + unusable}`);
      workFile.setProgress("listed to", page.at(-1)?.key ?? after);
    });
    progress.advance(page.length);
  }
  return counted();
};
