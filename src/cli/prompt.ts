import { createPromptModule } from "inquirer";
import { GworldError } from "../model/error.ts";
import type { Ask } from "../ports/io.ts";

/** Asks on stderr, so that stdout stays the answer. Ctrl-C and a closed input end as `interrupted`. */
export function createAsk(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Ask {
  const prompt = createPromptModule({ input, output });
  return {
    async confirm(message) {
      const { answer } = await ended(prompt([{ type: "confirm", name: "answer", message, default: false }]));
      return answer === true;
    },
    async input(message, { suggested, problem } = {}) {
      const validate = (text: string) => problem?.(text.trim()) ?? true;
      const question = { type: "input", name: "answer", message, validate, default: suggested } as const;
      const { answer } = await ended(prompt([question]));
      return String(answer).trim();
    },
    async choose(message, choices) {
      const all = choices.map((value) => ({ value, name: value, checked: true }));
      const question = { type: "checkbox", name: "answer", message, choices: all, required: true } as const;
      const { answer } = await ended(prompt([question]));
      return choices.filter((choice) => Array.isArray(answer) && answer.includes(choice));
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
