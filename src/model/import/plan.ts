import { GworldError } from "../error.ts";
import type { StackPart } from "../graph.ts";
import { isRecord, recordAt } from "../json.ts";

/** One existing resource that a stack takes over. */
export interface PlannedImport {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly identifier: Readonly<Record<string, string>>;
  /** As it is declared in the import; never what gworld.yaml asks for where that would hide a difference. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** What stands in the way of the deployment that comes next. */
  readonly note?: string | undefined;
}

export interface StackImport {
  readonly part: StackPart;
  readonly name: string;
  readonly region: string;
  /** create: there is no stack yet, and the import makes it. */
  readonly action: "create" | "update";
  readonly stackId?: string | undefined;
  readonly status: string;
  readonly body: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly resources: readonly PlannedImport[];
}

/** A resource that is not adopted, and why. */
export interface NotImported {
  readonly physicalId: string;
  readonly from: string;
  readonly reason: string;
}

/** All that an import would take over. */
export interface ImportPlan {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly id: string;
  readonly stacks: readonly StackImport[];
  readonly refused: readonly NotImported[];
  /** False where what is adopted goes with its stack, once a deployment has given it its declared policy. */
  readonly retainData: boolean;
}

/**
 * The deployed template with what is imported, and nothing else changed: CloudFormation refuses anything more. Each resource
 * is retained, which an import demands, so that nothing that goes wrong afterwards takes it away.
 */
export function importTemplate(
  name: string,
  deployed: string | undefined,
  resources: readonly PlannedImport[],
): string {
  const before = deployed === undefined ? undefined : parsed(name, deployed);
  const document = isRecord(before)
    ? before
    : { AWSTemplateFormatVersion: "2010-09-09", Description: `${name} (imported by gworld)` };
  const added = resources.map(({ logicalId, type, properties }) => [
    logicalId,
    { Type: type, DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain", Properties: properties },
  ]);
  return JSON.stringify({
    ...document,
    Resources: { ...recordAt(document, "Resources"), ...Object.fromEntries(added) },
  });
}

function parsed(name: string, body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new GworldError("refused", `The template of ${name} is no JSON, so that gworld did not write it.`, {
      hint: "Deploy the stack with gworld first: gworld deploy",
      cause,
    });
  }
}
