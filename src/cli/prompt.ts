import { createPromptModule } from "inquirer";
import { GworldError } from "../model/error.ts";
import type { Ask } from "../output/approve.ts";

/** Asks on stderr, so that stdout stays the answer. Ctrl-C and a closed input end as `interrupted`. */
export function createAsk(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Ask {
  const prompt = createPromptModule({ input, output });
  return {
    async confirm(message) {
      const { answer } = await ended(prompt([{ type: "confirm", name: "answer", message, default: false }]));
      return answer === true;
    },
    async input(message) {
      const { answer } = await ended(prompt([{ type: "input", name: "answer", message }]));
      return String(answer);
    },
  };
}

async function ended<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (!(cause instanceof Error) || cause.name !== "ExitPromptError") throw cause;
    throw new GworldError("interrupted", "Not answered.", { hint: "Nothing was changed.", cause });
  }
}
