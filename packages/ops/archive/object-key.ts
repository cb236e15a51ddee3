// What the key of an object says before the object is read.

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const valid = new RegExp(`^(?<company>${UUID})/(?<message>${UUID})\\.json$`);
const rejected = new RegExp(`^(?:unreadable|${UUID}/rejected)/[0-9a-f]{64}\\.json$`);

export type ObjectKind =
  | { readonly kind: "Valid"; readonly companyId: string; readonly messageId: string }
  | { readonly kind: "Rejected" };

/** Undefined for a key that the archive does not give. */
export const toObjectKind = (key: string): ObjectKind | undefined => {
  const { company: companyId, message: messageId } = valid.exec(key)?.groups ?? {};
  if (companyId !== undefined && messageId !== undefined) return { kind: "Valid", companyId, messageId };
  return rejected.test(key) ? { kind: "Rejected" } : undefined;
};
