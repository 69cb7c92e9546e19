/** What a text is made of, by a sticky expression whose group is one token; undefined where something else stands in it. */
export function tokensOf(text: string, token: RegExp): readonly string[] | undefined {
  token.lastIndex = 0;
  const tokens: string[] = [];
  while (token.lastIndex < text.length) {
    const [, found] = token.exec(text) ?? [];
    if (found === undefined) return undefined;
    tokens.push(found);
  }
  return tokens;
}
