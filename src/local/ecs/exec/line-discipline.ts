import { StringDecoder } from "node:string_decoder";

export interface Typed {
  /** What the person sees of what was typed. */
  readonly echo: (text: string) => void;
  /** A whole line, with its end. */
  readonly line: (text: string) => void;
  readonly interrupt: () => void;
  readonly end: () => void;
}

/** Does for a command on pipes what a terminal does: shows what is typed, lets it be corrected, knows Ctrl-C and Ctrl-D. */
export function lineDiscipline({ echo, line, interrupt, end }: Typed): (bytes: Buffer) => void {
  const decoder = new StringDecoder("utf8");
  let open: string[] = [];
  const keys: Readonly<Record<string, () => void>> = {
    "\r": () => {
      echo("\r\n");
      line(`${open.join("")}\n`);
      open = [];
    },
    "\u007f": () => {
      if (open.pop() !== undefined) echo("\b \b");
    },
    "\u0003": () => {
      echo("^C\r\n");
      open = [];
      interrupt();
    },
    "\u0004": () => {
      if (open.length === 0) end();
    },
  };
  const named: Readonly<Record<string, string>> = { "\n": "\r", "\b": "\u007f" };
  return (bytes) => {
    for (const typed of decoder.write(bytes)) {
      const key = keys[named[typed] ?? typed];
      if (key) key();
      else {
        open.push(typed);
        echo(typed);
      }
    }
  };
}

/** A terminal in raw mode goes down with a line feed, and left only with a carriage return. */
export const forTerminal = (text: string) => text.replaceAll(/\r?\n/g, "\r\n");
