// Fills in what a sample leaves open.

/** `{{uuid}}` becomes a new UUID, `{{uuid:a}}` one for each name, `{{now}}` the time. */
export const makeFill = (newId: () => string, now: () => Date): ((text: string) => string) => {
  const ids = new Map<string, string>();
  return (text) =>
    text.replaceAll(/\{\{(uuid(?::[^}]*)?|now)\}\}/g, (_match, name: string) => {
      if (name === "now") return now().toISOString();
      const id = ids.get(name) ?? newId();
      ids.set(name, id);
      return id;
    });
};
