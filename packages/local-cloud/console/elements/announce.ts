// Tells people who listen instead of look what a button has done.

/** One short sentence; sparingly. */
export const announce = (sentence: string): void => {
  const announcer = document.getElementById("announcer");
  if (announcer !== null) announcer.textContent = sentence;
};
