import { GworldError } from "../model/error.ts";
import type { Ask } from "../ports/io.ts";

export interface Approval {
  readonly yes: boolean;
  readonly question: string;
  readonly confirm?: { readonly expected: string; readonly given?: string | undefined } | undefined;
}

/** True when approved. With nobody to ask (`ask` undefined) it throws `refused`, naming the flags that would have approved. */
export async function approved(approval: Approval, ask: (() => Promise<Ask>) | undefined): Promise<boolean> {
  const { yes, question, confirm } = approval;
  if (confirm?.given !== undefined && confirm.given !== confirm.expected) throw wrongName(confirm);
  const named = confirm === undefined || confirm.given === confirm.expected;
  if (yes && named) return true;
  if (ask === undefined) throw nobodyToAsk(approval, named);
  const person = await ask();
  if (named) return person.confirm(question);
  const typed = await person.input(`${question} Type ${confirm.expected} to go on:`);
  return typed.trim() === confirm.expected;
}

const wrongName = ({ expected, given }: { expected: string; given?: string | undefined }) =>
  new GworldError("refused", `--confirm says "${given ?? ""}", but this acts on "${expected}".`, {
    hint: `Check the environment; then give --confirm ${expected}.`,
  });

function nobodyToAsk({ yes, confirm }: Approval, named: boolean) {
  const flags = [...(yes ? [] : ["--yes"]), ...(named || !confirm ? [] : [`--confirm ${confirm.expected}`])].join(" ");
  const needs = yes ? "This needs its name typed" : "This needs approval";
  return new GworldError("refused", `${needs}, and there is no terminal to ask on.`, {
    hint: `If it is what you want, add ${flags}.`,
  });
}
