/** Edits between two words, a swap of neighbours counting as one (optimal string alignment). */
export function editDistance(from: string, to: string): number {
  const first = Array.from({ length: to.length + 1 }, (_, index) => index);
  const rows: number[][] = [first];
  const cost = (row: number, column: number) => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= from.length; row += 1) {
    const line = [row];
    rows.push(line);
    for (let column = 1; column <= to.length; column += 1) {
      const change = from[row - 1] === to[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const swap = swapped ? cost(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY;
      line.push(
        Math.min(cost(row - 1, column) + 1, cost(row, column - 1) + 1, cost(row - 1, column - 1) + change, swap),
      );
    }
  }
  return cost(from.length, to.length);
}

/** The name somebody most likely meant; undefined when none is close. The first of equals wins. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const meant = word.toLowerCase();
  const scored = names.map((name) => ({ name, distance: score(meant, name.toLowerCase()) }));
  const best = scored.sort((a, b) => a.distance - b.distance)[0];
  return best && best.distance <= Math.max(1, Math.floor(meant.length / 3)) ? best.name : undefined;
}

/** A beginning of at least three letters is as good as one edit. */
const score = (meant: string, name: string) =>
  meant.length >= 3 && name.startsWith(meant) ? Math.min(1, editDistance(meant, name)) : editDistance(meant, name);

/** The end of a hint: `Did you mean x?`, or the names there are. */
export const suggestion = (word: string, names: readonly string[]) => {
  const name = nearest(word, names);
  return name === undefined ? `There are: ${names.join(", ")}.` : `Did you mean ${name}?`;
};
