import type { BegunStack } from "../../model/begun-stack.ts";
import type { Run } from "./run.ts";

/** Writes a request down before it is sent. A stack that is looked for by its name has no ID yet. */
export const begins = ({ ports }: Run, { stackId, ...asked }: Omit<BegunStack, "at" | "status">): Promise<void> =>
  ports.begins({
    ...asked,
    at: ports.clock.now(),
    ...(stackId !== undefined && stackId !== asked.name && { stackId }),
  });
