// Times and durations as people read them.

const twoDigits = (value: number): string => String(value).padStart(2, "0");

/** The local time of day: `22:13:30`. */
export const formatTime = (iso: string): string => {
  const date = new Date(iso);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(":");
};

/** `22:13:30.042`, to tell apart what happens within a second. */
export const formatTimeMs = (iso: string): string =>
  `${formatTime(iso)}.${String(new Date(iso).getMilliseconds()).padStart(3, "0")}`;

/** A duration in its largest unit, rounded down: `8 s`, `3 min`, `2 h`, `5 d`. */
export const formatAge = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
};
