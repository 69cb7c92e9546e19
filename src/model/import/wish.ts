import { chooseStacks } from "../choose-stacks.ts";
import { GworldError } from "../error.ts";
import type { StackPart } from "../graph.ts";

/** An existing resource, and the place in our stacks that it is to have. */
export interface ImportWish {
  readonly part: StackPart;
  readonly logicalId: string;
  readonly physicalId: string;
  /** Where it comes from, if not from the command line: its address in Terraform's state. */
  readonly from?: string | undefined;
}

/** Reads `storage/WorldsTable=name`. Throws `usage` for what is not written so, and `notFound` for an unknown stack. */
export function readWish(environment: string, text: string): ImportWish {
  const [, stack = "", logicalId = "", physicalId = ""] = /^([^/=]+)\/([A-Za-z0-9]+)=(.+)$/.exec(text) ?? [];
  const [part] = stack === "" ? [] : chooseStacks(environment, [stack]);
  if (part === undefined)
    throw new GworldError("usage", `"${text}" does not say what is imported, and as what.`, {
      hint: "Write it as <stack>/<logicalId>=<physicalId>, such as storage/WorldsTable=gworld-dev-Worlds. gworld synth writes the templates with the logical IDs.",
    });
  return { part, logicalId, physicalId };
}

/** Throws `usage` where one place or one resource is named twice. */
export function refuseTwice(wishes: readonly ImportWish[]): void {
  for (const of of [
    ({ part, logicalId }: ImportWish) => `${part}/${logicalId}`,
    ({ physicalId }: ImportWish) => physicalId,
  ]) {
    const seen = new Set<string>();
    for (const wish of wishes) {
      if (seen.has(of(wish)))
        throw new GworldError("usage", `${of(wish)} is named twice.`, {
          hint: "A resource has one place in one stack.",
        });
      seen.add(of(wish));
    }
  }
}
