// Whom a deployment will tell of alarms, by the three variables that say so, beside what the configuration has.
const listed = (value = ""): readonly string[] =>
  value
    .split(",")
    .map((target) => target.trim())
    .filter((target) => target !== "");

/** The path of a pager's URL is a key, and this may stand in a log. */
const toShown = (target: string): string => {
  const { protocol, origin } = URL.canParse(target) ? new URL(target) : { protocol: "", origin: "" };
  return protocol === "https:" ? `${origin}/…` : target;
};

const groups = {
  ALARM_EMAILS: "all to",
  ALARM_PAGE_TARGETS: "pages to",
  ALARM_TICKET_TARGETS: "tickets to",
} as const;

export const toldOfAlarms = (env: Readonly<Record<string, string | undefined>>): string => {
  const told = Object.entries(groups).flatMap(([name, what]) => {
    const targets = listed(env[name]);
    return targets.length === 0 ? [] : [`${what} ${targets.map(toShown).join(", ")}`];
  });
  return told.length > 0
    ? told.join("; ")
    : `to nobody but those in infra/config (${Object.keys(groups).join(", ")} are not set): other subscriptions go`;
};
