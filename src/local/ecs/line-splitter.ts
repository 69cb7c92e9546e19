import { StringDecoder } from "node:string_decoder";

/** The most characters of one log event; what is longer is cut into several, as the awslogs driver does at 256 KB. */
const maxLine = 256 * 1024 - 26;

/** Turns chunks of bytes into whole lines; `rest` is the last one when it has no end. */
export function lineSplitter() {
  const decoder = new StringDecoder("utf8");
  let open = "";
  return {
    lines(chunk: Buffer): readonly string[] {
      const parts = (open + decoder.write(chunk)).split("\n");
      open = parts.pop() ?? "";
      const whole = parts.flatMap(cut);
      while (open.length > maxLine) {
        whole.push(open.slice(0, maxLine));
        open = open.slice(maxLine);
      }
      return whole;
    },
    rest: (): readonly string[] => cut(open + decoder.end()),
  };
}

/** Empty lines make no event: CloudWatch Logs refuses empty messages. */
function cut(line: string): string[] {
  const text = line.endsWith("\r") ? line.slice(0, -1) : line;
  const pieces: string[] = [];
  for (let start = 0; start < text.length; start += maxLine) pieces.push(text.slice(start, start + maxLine));
  return pieces;
}
