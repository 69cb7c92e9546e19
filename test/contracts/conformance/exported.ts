import { DeleteStackCommand, ListExportsCommand, ListImportsCommand } from "@aws-sdk/client-cloudformation";
import { expect } from "vitest";
import { type Case, sources } from "./case.ts";
import { parameter, template, topic } from "./templates.ts";
import { neutral, refusal, type World } from "./world.ts";

const exporting = (Name: string, Value: unknown = "v") =>
  template({ A: topic() }, { Outputs: { O: { Value, Export: { Name } } } });
const importing = (Name: string) => template({ P: parameter({ Value: { "Fn::ImportValue": Name } }) });

/** Two stacks, one of which reads what the other exports. */
async function pair(on: World) {
  const [from, to] = [on.fresh(), on.fresh()];
  await on.create(from, exporting(from));
  await on.create(to, importing(from));
  return { from, to };
}

/** Values that stacks hand to each other. */
export const exported: readonly Case[] = [
  {
    name: "exports are listed, and who imports them",
    source: sources.exports,
    script: async (on) => {
      const { from, to } = await pair(on);
      const { Exports = [] } = await on.cloudformation.send(new ListExportsCommand({}));
      const { Imports } = await on.cloudformation.send(new ListImportsCommand({ ExportName: from }));
      return { value: Exports.find(({ Name }) => Name === from)?.Value, mine: Imports?.[0] === to };
    },
    expected: { value: "v", mine: true },
  },
  {
    name: "an export that nobody imports says so",
    source: "API_ListImports",
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, exporting(name));
      return refusal(on.cloudformation.send(new ListImportsCommand({ ExportName: name })));
    },
    expected: "ValidationError: Export '<stack>' is not imported by any stack.",
  },
  {
    name: "an exporting stack cannot be deleted while its export is in use",
    source: sources.exports,
    script: async (on) => {
      const { from, to } = await pair(on);
      const { StackId = "" } = await on.stack(from);
      await on.cloudformation.send(new DeleteStackCommand({ StackName: from }));
      const status = await on.settled(StackId);
      const reason = neutral(await on.reason(StackId, from, "DELETE_FAILED"));
      await on.remove(to);
      return { status, reason, afterwards: await on.remove(from) };
    },
    expected: {
      status: "DELETE_FAILED",
      reason: "Delete canceled. Cannot delete export <stack> as it is in use by <stack>",
      afterwards: "DELETE_COMPLETE",
    },
  },
  {
    name: "an export in use cannot be changed",
    source: sources.exports,
    script: async (on) => {
      const { from } = await pair(on);
      const status = await on.update(from, exporting(from, "w"));
      return { status, reason: neutral(await on.reason(from, from, "UPDATE_ROLLBACK_IN_PROGRESS")) };
    },
    expected: {
      status: "UPDATE_ROLLBACK_COMPLETE",
      reason: expect.stringContaining("Export <stack> cannot be updated as it is in use by <stack>"),
    },
  },
  {
    name: "an export in use cannot be taken away",
    source: sources.exports,
    script: async (on) => {
      const { from } = await pair(on);
      await on.update(from, template({ A: topic({ DisplayName: "x" }) }));
      return neutral(await on.reason(from, from, "UPDATE_ROLLBACK_IN_PROGRESS"));
    },
    expected: expect.stringContaining("Export <stack> cannot be deleted as it is in use by <stack>"),
  },
  {
    name: "a name is exported by one stack only",
    source: sources.exports,
    script: async (on) => {
      const [one, other] = [on.fresh(), on.fresh()];
      await on.create(one, exporting(one));
      await on.create(other, exporting(one));
      return neutral(await on.reason(other, other, "ROLLBACK_IN_PROGRESS"));
    },
    expected: expect.stringContaining("Export with name <stack> is already exported by stack <stack>"),
  },
  {
    name: "an import needs an export",
    source: sources.exports,
    script: async (on) => {
      const name = on.fresh();
      const status = await on.create(name, importing("nobodys-export"));
      const failed = (await on.events(name)).find((event) => /No export named/.test(event.ResourceStatusReason ?? ""));
      return { status, reason: failed?.ResourceStatusReason };
    },
    expected: { status: "ROLLBACK_COMPLETE", reason: expect.stringContaining("No export named nobodys-export found.") },
  },
];
