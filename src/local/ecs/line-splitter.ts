import { StringDecoder } from "node:string_decoder";

/** The most characters of one log event; what is longer is cut into several, as the awslogs driver does at 256 KB. */
const maxLine = 256 * 1024 - 26;

/** Turns chunks of bytes into whole lines; `rest` is the last one when it has no end. */
export function lineSplitter() {
  const decoder = new StringDecoder("utf8");
  let open: string[] = [];
  let length = 0;
  const take = () => {
    const line = open.join("");
    open = [];
    length = 0;
    return line;
  };
  const add = (piece: string) => {
    open.push(piece);
    length += piece.length;
  };
  return {
    lines(chunk: Buffer): readonly string[] {
      const pieces = decoder.write(chunk).split("\n");
      const whole: string[] = [];
      for (const [index, piece] of pieces.entries()) {
        if (index > 0) whole.push(...cut(take()));
        add(piece);
      }
      if (length <= maxLine) return whole;
      const line = take();
      const kept = line.length - (line.length % maxLine);
      add(line.slice(kept));
      return [...whole, ...cut(line.slice(0, kept))];
    },
    rest: (): readonly string[] => cut(take() + decoder.end()),
  };
}

/** Empty lines make no event: CloudWatch Logs refuses empty messages. */
function cut(line: string): string[] {
  const text = line.endsWith("\r") ? line.slice(0, -1) : line;
  const pieces: string[] = [];
  for (let start = 0; start < text.length; start += maxLine) pieces.push(text.slice(start, start + maxLine));
  return pieces;
}
