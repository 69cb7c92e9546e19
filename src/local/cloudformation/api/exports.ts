import { text } from "../../json.ts";
import { exportsIn } from "../engine/machine.ts";
import { importersOf } from "../engine/outcome.ts";
import { invalid } from "../refusal.ts";
import { page } from "./paging.ts";
import type { Handler } from "./service.ts";

/** Every export of the Region, whichever stack owns it. */
export const listExports: Handler = ({ machine }, input, { region }) => {
  const exported = exportsIn(machine.records, region).map(({ name, value, stackId }) => ({
    ExportingStackId: stackId,
    Name: name,
    Value: value,
  }));
  const { items, next } = page(exported, ({ Name }) => Name, input);
  return { Exports: items, ...next };
};

/** An export that nobody reads is an error, not an empty list. */
export const listImports: Handler = ({ machine }, input, { region }) => {
  const name = text(input, "ExportName") ?? "";
  const importers = importersOf(machine, region, name);
  if (importers.length === 0) throw invalid(`Export '${name}' is not imported by any stack.`);
  const { items, next } = page(importers, (stack) => stack.name, input);
  return { Imports: items.map((stack) => stack.name), ...next };
};
