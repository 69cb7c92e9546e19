import type {
  Change,
  CloudFormation,
  DescribeChangeSetCommandInput,
  DescribeChangeSetCommandOutput,
  ResourceChange as ResourceChangeShape,
} from "@aws-sdk/client-cloudformation";
import { isLeftOver, type SeenChangeSet } from "../model/findings.ts";
import { recordAt } from "../model/json.ts";
import type { ResourceChange } from "../model/plan.ts";
import { propertyValues } from "../model/property-values.ts";
import type { Clock } from "../ports/clock.ts";
import type { ChangeSet, StackInput } from "../ports/stacks.ts";
import { changeSetFailure } from "./change-set-failure.ts";
import { inputOf } from "./stack-shapes.ts";

/** CloudFormation takes seconds for a change set; one that takes this long is stuck. */
const deadlineMs = 10 * 60_000;

/** Reasons with which CloudFormation says that there is nothing to do. An empty list of changes does not say so. */
const emptyReasons = /^(?:The submitted information didn't contain changes|No updates are to be performed)/;

/** Creates the change set of an update, or of a stack that adopts, and waits for it, 0.4 s at first and 2 s later. */
export async function createChangeSet(
  client: CloudFormation,
  clock: Clock,
  { input, name }: { input: StackInput; name: string },
): Promise<ChangeSet> {
  const create = () =>
    client.createChangeSet({
      ...inputOf(input),
      ClientToken: input.token,
      ChangeSetName: name,
      ChangeSetType: input.adopts === true ? "CREATE" : "UPDATE",
      ...(input.adopts === true && { ImportExistingResources: true }),
    });
  const { Id: id = name, StackId: stackId = input.name } = await create().catch(async (error: unknown) => {
    if (!(await madeRoom(client, input.name, { error, now: clock.now() }))) throw error;
    return create();
  });
  return awaitChangeSet(client, clock, { id, stackId, name: input.name });
}

/** Waits until CloudFormation has worked a change set out and reads it. A failed one is not left behind. */
export async function awaitChangeSet(
  client: CloudFormation,
  clock: Clock,
  { id, stackId, name }: { readonly id: string; readonly stackId: string; readonly name: string },
): Promise<ChangeSet> {
  const ready = await worked(client, clock, id);
  if (ready.Status === "CREATE_COMPLETE")
    return { id, stackId, executable: true, changes: await allChanges(client, id) };
  if (emptyReasons.test(ready.StatusReason ?? "")) return { id, stackId, executable: false, changes: [] };
  const failure = await changeSetFailure(client, name, ready);
  await client.deleteChangeSet({ ChangeSetName: id }).catch(() => undefined);
  throw failure;
}

/**
 * A stack takes about a thousand change sets; failed and forgotten ones count. True where some of gworld's own went, of plans
 * that nobody will apply any more. https://github.com/awslabs/seed-farmer/issues/441 has CloudFormation's words.
 */
async function madeRoom(client: CloudFormation, stackName: string, { error, now }: { error: unknown; now: number }) {
  if (!(error instanceof Error) || error.name !== "LimitExceededException") return false;
  const left = (await listChangeSets(client, stackName)).filter((set) => isLeftOver(set, now));
  for (const { id } of left) await client.deleteChangeSet({ ChangeSetName: id });
  return left.length > 0;
}

/** All change sets of a stack that can still be executed, or have failed. */
export async function listChangeSets(client: CloudFormation, stackName: string): Promise<readonly SeenChangeSet[]> {
  const found: SeenChangeSet[] = [];
  for (let next: string | undefined; ;) {
    const page = await client.listChangeSets({ StackName: stackName, ...(next !== undefined && { NextToken: next }) });
    for (const { ChangeSetId: id = "", ChangeSetName: name = "", CreationTime } of page.Summaries ?? [])
      found.push({ id, name, createdAt: CreationTime?.getTime() ?? 0 });
    next = page.NextToken;
    if (next === undefined) return found;
  }
}

async function worked(client: CloudFormation, clock: Clock, id: string): Promise<DescribeChangeSetCommandOutput> {
  const until = clock.now() + deadlineMs;
  for (let pause = 400; ; pause = Math.min(2_000, pause * 1.5)) {
    const answer = await client.describeChangeSet({ ChangeSetName: id });
    const waiting = answer.Status === "CREATE_PENDING" || answer.Status === "CREATE_IN_PROGRESS";
    if (!waiting || clock.now() > until) return answer;
    await clock.wait(pause);
  }
}

/**
 * All changes, with values. CloudFormation may leave resources out where their values are too long, and says so only in the
 * reason of a change set that is complete; without values it tells them all.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html
 */
async function allChanges(client: CloudFormation, id: string): Promise<readonly ResourceChange[]> {
  const { changes: valued, reason } = await listed(client, { ChangeSetName: id, IncludePropertyValues: true });
  if (!/include-?property-?values/i.test(reason)) return valued.flatMap(changeOf);
  const { changes: plain } = await listed(client, { ChangeSetName: id });
  const known = new Map(valued.flatMap(changeOf).map((change) => [change.logicalId, change]));
  return plain.flatMap(changeOf).map((change) => known.get(change.logicalId) ?? change);
}

async function listed(client: CloudFormation, input: DescribeChangeSetCommandInput) {
  const changes: Change[] = [];
  for (let next: string | undefined; ;) {
    const page = await client.describeChangeSet({ ...input, ...(next !== undefined && { NextToken: next }) });
    changes.push(...(page.Changes ?? []));
    next = page.NextToken;
    if (next === undefined || next === "") return { changes, reason: page.StatusReason ?? "" };
  }
}

function changeOf({ ResourceChange: change }: Change): ResourceChange[] {
  if (change === undefined) return [];
  const type = change.ResourceType ?? "";
  const replacement =
    change.Replacement === "True" || change.Replacement === "Conditional" ? change.Replacement : "False";
  return [
    {
      action: change.Action ?? "Modify",
      logicalId: change.LogicalResourceId ?? "",
      physicalId: change.PhysicalResourceId,
      type,
      replacement,
      properties: pathsOf(change),
      values: valuesOf(type, change),
    },
  ];
}

function pathsOf({ Details: details = [] }: ResourceChangeShape): readonly string[] {
  const paths = details.flatMap(({ Target: target }) => {
    if (target?.Path !== undefined) return [target.Path.replace(/^\//, "").replaceAll("/", ".")];
    return target?.Attribute === undefined ? [] : [[target.Attribute, target.Name].filter(Boolean).join(".")];
  });
  return [...new Set(paths)];
}

/** Undefined where CloudFormation gives none, and where there is but one side. */
function valuesOf(type: string, { BeforeContext: before, AfterContext: after }: ResourceChangeShape) {
  if (before === undefined || after === undefined) return undefined;
  return propertyValues(type, recordAt(contextOf(before), "Properties"), recordAt(contextOf(after), "Properties"));
}

/** A resource as JSON text. */
function contextOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
