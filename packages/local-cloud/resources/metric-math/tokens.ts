// Cuts a metric math expression into tokens, and hands them out one by one.
const token = /\s*(\d+(?:\.\d+)?|[A-Za-z_]\w*|>=|<=|==|!=|[-+*/<>(),])/y;

const cut = (expression: string): readonly string[] => {
  const texts: string[] = [];
  const end = expression.trimEnd().length;
  token.lastIndex = 0;
  while (token.lastIndex < end) {
    const at = token.lastIndex;
    const [, text] = token.exec(expression) ?? [];
    if (text === undefined) throw new Error(`not understood from "${expression.slice(at, at + 20)}" on`);
    texts.push(text);
  }
  return texts;
};

export type Tokens = ReturnType<typeof tokensOf>;

/** Throws where the text is none of the known tokens. */
export const tokensOf = (expression: string) => {
  const all = cut(expression);
  let position = 0;
  const peek = (): string => all[position] ?? "the end";
  const take = (): string => {
    const text = peek();
    position += 1;
    return text;
  };
  return {
    peek,
    take,
    /** True when it was the next one, which is taken then. */
    takeIf: (text: string): boolean => {
      const isNext = peek() === text;
      if (isNext) take();
      return isNext;
    },
    expect: (text: string): void => {
      const found = take();
      if (found !== text) throw new Error(`expected ${text}, found ${found}`);
    },
  };
};
