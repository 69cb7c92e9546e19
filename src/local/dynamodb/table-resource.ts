import type { ExistingRequest, ResourceProvider, ResourceRequest, Step } from "../resource.ts";
import { text } from "../json.ts";
import { ServiceError } from "../service.ts";
import { addTable } from "./create-table.ts";
import { deleteTable } from "./delete-table.ts";
import { statusOf, streamArn } from "./describe-table.ts";
import type { Dynamo } from "./dynamo.ts";
import { reconcile } from "./reconcile.ts";
import { tableKey } from "./table.ts";
import { tableRequest } from "./table-request.ts";

const type = "AWS::DynamoDB::Table";

/** Makes tables for stacks, by the operations that clients use. Every step compares with what is there, so it may be repeated. */
export function tableProvider(dynamo: Dynamo): ResourceProvider {
  const found = ({ region, physicalId }: ExistingRequest) => dynamo.tables.get(tableKey(region, physicalId));
  return {
    types: [type],
    create: (request) => {
      const physicalId = text(request.properties, "TableName") ?? request.generatedName(255);
      return attempt(physicalId, () => create(dynamo, request, physicalId));
    },
    update: (request) =>
      attempt(request.physicalId, async () => {
        const table = found(request);
        if (table === undefined) return missing(request.physicalId);
        await reconcile(dynamo, table, request);
        return settled(dynamo, request.region, request.physicalId);
      }),
    delete: (request) =>
      attempt(request.physicalId, async () => {
        const table = found(request);
        if (table === undefined) return gone(request.physicalId);
        if (!table.deleting) await deleteTable(dynamo, { TableName: request.physicalId }, request);
        return found(request) === undefined ? gone(request.physicalId) : pending(request.physicalId);
      }),
    check: (request, action) => {
      if (action !== "delete") return settled(dynamo, request.region, request.physicalId);
      return found(request) === undefined ? gone(request.physicalId) : pending(request.physicalId);
    },
  };
}

async function create(dynamo: Dynamo, request: ResourceRequest, name: string): Promise<Step> {
  const existing = dynamo.tables.get(tableKey(request.region, name));
  // AWS leaves no physical ID with a resource that was never this stack's.
  if (existing !== undefined && existing.origin !== request.token)
    return { state: "failed", reason: `Resource of type '${type}' with identifier '${name}' already exists.` };
  const { region, token: origin } = request;
  const table = existing ?? addTable(dynamo, tableRequest(request.properties, name), { region, origin });
  await reconcile(dynamo, table, request);
  return settled(dynamo, region, name);
}

function settled(dynamo: Dynamo, region: string, physicalId: string): Step {
  const table = dynamo.tables.get(tableKey(region, physicalId));
  if (table === undefined) return missing(physicalId);
  if (statusOf(table) !== "ACTIVE") return pending(physicalId);
  const stream = streamArn(table);
  return {
    state: "done",
    physicalId,
    attributes: { Arn: table.arn, ...(stream === undefined ? {} : { StreamArn: stream }) },
  };
}

const pending = (physicalId: string): Step => ({ state: "pending", physicalId });
const gone = (physicalId: string): Step => ({ state: "done", physicalId, attributes: {} });
const missing = (physicalId: string): Step => ({
  state: "failed",
  reason: `Resource of type '${type}' with identifier '${physicalId}' was not found.`,
  physicalId,
});

async function attempt(physicalId: string, run: () => Promise<Step>): Promise<Step> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ServiceError) return { state: "failed", reason: error.message, physicalId };
    throw error;
  }
}
