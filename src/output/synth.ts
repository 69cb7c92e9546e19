import type { SynthesizedStack } from "../operations/synth.ts";
import type { Style } from "../ports/io.ts";
import { table, type Column } from "./table.ts";

const columns: readonly Column<SynthesizedStack>[] = [
  { title: "STACK", text: ({ name }, style) => style.bold(name) },
  { title: "RESOURCES", text: ({ resources }) => resources, align: "right" },
  { title: "BYTES", text: ({ bytes }) => bytes, align: "right" },
  { title: "SHA-256", text: ({ sha256 }, style) => style.dim(sha256.slice(0, 16)) },
  { title: "FILE", text: ({ file }) => file },
];

/** The templates as a table. */
export const synthText = ({ stacks }: { stacks: readonly SynthesizedStack[] }, style: Style) =>
  table(stacks, columns, style);

/** One template, indented for reading. */
export function templateText(body: string): string {
  const template: unknown = JSON.parse(body);
  return JSON.stringify(template, undefined, 2);
}
