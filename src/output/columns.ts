/** Columns that help is written in, and where its second column begins. */
const width = 80;
const second = 27;

/** Lines with a name on the left and words that are wrapped on its right; without a name the words have the whole line. */
export function columns(name: string | undefined, words: readonly string[]): readonly string[] {
  const indent = name === undefined ? 2 : second;
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    if (line !== "" && indent + line.length + 1 + word.length > width) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  if (line !== "") lines.push(line);
  return lines.map((one, index) => `${(index === 0 && name !== undefined ? `  ${name}` : "").padEnd(indent)}${one}`);
}
