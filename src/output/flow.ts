import { displayWidth } from "./width.ts";

/** Sets parts one after another and breaks between them, not within; one that is too wide ends its line. Later lines are indented. */
export function flow(parts: readonly string[], { width, indent }: { width: number; indent: number }): string {
  if (width === Infinity) return parts.join(" ");
  let text = "";
  let column = 0;
  for (const part of parts) {
    const columns = displayWidth(part);
    if (column > 0 && column + 1 + columns > width) {
      text += `\n${" ".repeat(indent)}`;
      column = indent;
    } else if (column > 0) {
      text += " ";
      column += 1;
    }
    text += part;
    column += columns;
  }
  return text;
}
