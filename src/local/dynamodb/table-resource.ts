import type { ExistingRequest, ResourceProvider, ResourceRequest, Step } from "../resource.ts";
import { text } from "../json.ts";
import { doneStep, existsStep, missingStep, refusedStep } from "../step.ts";
import { addTable } from "./create-table.ts";
import { deleteTable } from "./delete-table.ts";
import { statusOf, streamArn } from "./describe-table.ts";
import type { Dynamo } from "./dynamo.ts";
import { liveTable } from "./live-table.ts";
import { reconcile } from "./reconcile.ts";
import { tableKey, type TableRecord } from "./table.ts";
import { tableRequest } from "./table-request.ts";

const type = "AWS::DynamoDB::Table";

/** Makes tables for stacks, by the operations that clients use. Every step compares with what is there, so it may be repeated. */
export function tableProvider(dynamo: Dynamo): ResourceProvider {
  const found = ({ region, physicalId }: ExistingRequest) => dynamo.tables.get(tableKey(region, physicalId));
  return {
    types: [type],
    create: (request) => {
      const physicalId = text(request.properties, "TableName") ?? request.generatedName(255);
      return attempt(request, physicalId, () => create(dynamo, request, physicalId));
    },
    update: (request) =>
      attempt(request, request.physicalId, async () => {
        const table = found(request);
        if (table === undefined) return missingStep(request);
        await reconcile(dynamo, table, request);
        return settled(dynamo, request, request.physicalId);
      }),
    delete: (request) =>
      attempt(request, request.physicalId, async () => {
        const table = found(request);
        if (table === undefined) return doneStep(request.physicalId);
        if (!table.deleting) await deleteTable(dynamo, { TableName: request.physicalId }, request);
        return found(request) === undefined ? doneStep(request.physicalId) : pending(request.physicalId);
      }),
    read(request) {
      const table = found(request);
      return table && { properties: liveTable(table, request), attributes: attributesOf(table) };
    },
    check: (request, action) => {
      if (action !== "delete") return settled(dynamo, request, request.physicalId);
      return found(request) === undefined ? doneStep(request.physicalId) : pending(request.physicalId);
    },
  };
}

async function create(dynamo: Dynamo, request: ResourceRequest, name: string): Promise<Step> {
  const existing = dynamo.tables.get(tableKey(request.region, name));
  if (existing !== undefined && existing.origin !== request.token) return existsStep(request, name);
  const { region, token: origin } = request;
  const table = existing ?? addTable(dynamo, tableRequest(request.properties, name), { region, origin });
  await reconcile(dynamo, table, request);
  return settled(dynamo, request, name);
}

function settled(dynamo: Dynamo, request: ResourceRequest, physicalId: string): Step {
  const table = dynamo.tables.get(tableKey(request.region, physicalId));
  if (table === undefined) return missingStep({ ...request, physicalId });
  if (statusOf(table) !== "ACTIVE") return pending(physicalId);
  return doneStep(physicalId, attributesOf(table));
}

function attributesOf(table: TableRecord) {
  const stream = streamArn(table);
  return { Arn: table.arn, ...(stream === undefined ? {} : { StreamArn: stream }) };
}

const pending = (physicalId: string): Step => ({ state: "pending", physicalId });

async function attempt(request: ResourceRequest, physicalId: string, run: () => Promise<Step>): Promise<Step> {
  try {
    return await run();
  } catch (error) {
    return { ...refusedStep(request, error), physicalId };
  }
}
