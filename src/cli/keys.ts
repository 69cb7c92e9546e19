import type { ReadKey } from "../output/choose.ts";

/** A terminal that keys can be read from as they are pressed. */
export type KeyInput = NodeJS.ReadableStream & {
  readonly isRaw?: boolean;
  setRawMode?(on: boolean): unknown;
};

const ctrlC = "\u0003";

/** Has the terminal in raw mode just as long as a key is waited for: Ctrl-C is a key then, and no signal. */
export const keysOf =
  (input: KeyInput): ReadKey =>
  (keys, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve(undefined);
      const wasRaw = input.isRaw ?? false;
      const end = (key: string | undefined) => {
        signal.removeEventListener("abort", left);
        input.removeListener("data", pressed);
        input.setRawMode?.(wasRaw);
        input.pause();
        resolve(key);
      };
      const left = () => end(undefined);
      const pressed = (data: Buffer | string) => {
        for (const key of String(data).toLowerCase()) {
          if (key === ctrlC) return end(undefined);
          if (keys.includes(key)) return end(key);
        }
      };
      signal.addEventListener("abort", left, { once: true });
      input.setRawMode?.(true);
      input.on("data", pressed);
      input.resume();
    });
