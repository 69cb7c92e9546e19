import { z } from "zod";
import type { Workplace } from "./gworld.ts";

/** What a shell has after `eval "$(gworld local env)"`. */
export async function awsVariables(place: Workplace): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await place.run(["local", "env"]);
  const exports = stdout.matchAll(/^export (\w+)='?([^'\n]*)'?$/gm);
  return Object.fromEntries([...exports].map(([, key = "", value = ""]) => [key, value]));
}

/** What others could take, too: physical IDs by type. */
export const namesOf = (answer: unknown) =>
  listIn(answer, "resources").map(({ type, physicalId }) => `${String(type)} ${String(physicalId)}`);

export const changes = (diff: unknown) => listIn(diff, "stacks").flatMap((stack) => listIn(stack, "changes"));

const listIn = (answer: unknown, key: string) =>
  z
    .record(z.string(), z.unknown())
    .transform((found) => records.parse(found[key]))
    .parse(answer);
const records = z.array(z.record(z.string(), z.unknown()));

export async function localStatus(place: Workplace): Promise<{ endpoint: string; pid: number }> {
  const status = await place.json(["local", "status"]);
  if (status !== null && typeof status === "object" && "endpoint" in status && "pid" in status)
    return { endpoint: String(status.endpoint), pid: Number(status.pid) };
  throw new Error(`local status answered ${JSON.stringify(status)}`);
}
