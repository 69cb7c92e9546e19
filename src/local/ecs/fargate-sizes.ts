import { type JsonObject, text } from "../json.ts";
import { refusals } from "./refusals.ts";

/** CPU units, with the least and the most MiB of memory that go with them and the steps between. */
const sizes: Readonly<Record<number, { readonly from: number; readonly to: number; readonly step: number }>> = {
  512: { from: 1_024, to: 4_096, step: 1_024 },
  1_024: { from: 2_048, to: 8_192, step: 1_024 },
  2_048: { from: 4_096, to: 16_384, step: 1_024 },
  4_096: { from: 8_192, to: 30_720, step: 1_024 },
  8_192: { from: 16_384, to: 61_440, step: 4_096 },
  16_384: { from: 32_768, to: 122_880, step: 8_192 },
};
/** The least CPU comes with these alone. */
const smallest = [512, 1_024, 2_048];

/** Refuses CPU and memory that no Fargate task has (ECS developer guide, Troubleshoot invalid CPU or memory errors). */
export function checkFargateSize(definition: JsonObject): void {
  const cpu = quantity(text(definition, "cpu"), /^([\d.]+)\s*vcpu$/i);
  const memory = quantity(text(definition, "memory"), /^([\d.]+)\s*gb$/i);
  if (cpu === undefined || memory === undefined)
    throw refusals.client(
      `Fargate requires that '${cpu === undefined ? "cpu" : "memory"}' be defined at the task level.`,
    );
  if (!fits(cpu, memory)) throw refusals.client("No Fargate configuration exists for given values.");
}

/** A plain number, or one of a unit that is 1,024 of it. */
function quantity(given: string | undefined, large: RegExp): number | undefined {
  const [, units] = large.exec(given ?? "") ?? [];
  if (units !== undefined) return Number(units) * 1_024;
  return given === undefined || given === "" ? undefined : Number(given);
}

function fits(cpu: number, memory: number): boolean {
  if (cpu === 256) return smallest.includes(memory);
  const size = sizes[cpu];
  return size !== undefined && memory >= size.from && memory <= size.to && (memory - size.from) % size.step === 0;
}
