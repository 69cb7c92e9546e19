import { attempt } from "../../attempt.ts";
import { isObject, type JsonObject, text, texts } from "../../json.ts";
import { pageOf } from "../../paging.ts";
import type { Place } from "../../place.ts";
import type { Ground, ResourceProvider, ResourceRequest, Step } from "../../resource.ts";
import { rowWith } from "../../row.ts";
import { type Operation, ServiceError } from "../../service.ts";
import { doneStep, existsStep } from "../../step.ts";
import type { Table } from "../../store.ts";
import { missing } from "../refuse.ts";
import { checkBody, refused } from "./body.ts";

interface DashboardRow {
  readonly name: string;
  readonly region: string;
  readonly arn: string;
  readonly body: string;
  readonly modifiedAt: number;
  readonly token?: string | undefined;
}

/** Dashboards are kept as they were put; nothing draws them. */
export interface Dashboards {
  readonly table: Table<DashboardRow>;
  readonly now: () => number;
}

export const openDashboards = ({ store, clock }: Ground): Dashboards => ({
  table: store.table("cloudwatch-dashboards", rowWith<DashboardRow>("name", "region", "arn", "body")),
  now: () => clock.now(),
});

export const dashboardOperations = (dashboards: Dashboards): Readonly<Record<string, Operation>> => ({
  PutDashboard: (input, call) => {
    put(dashboards, call, { name: text(input, "DashboardName"), body: text(input, "DashboardBody") });
    return { DashboardValidationMessages: [] };
  },
  GetDashboard: (input, { region }) => {
    const { name, arn, body } = one(dashboards, region, text(input, "DashboardName") ?? "");
    return { DashboardArn: arn, DashboardBody: body, DashboardName: name };
  },
  ListDashboards: (input, { region }) => {
    const prefix = text(input, "DashboardNamePrefix") ?? "";
    const found = dashboards.table.values().filter((row) => row.region === region && row.name.startsWith(prefix));
    const { page, next } = pageOf(found, ({ name }) => name, { token: text(input, "NextToken"), limit: 1_000 });
    return { DashboardEntries: page.map(entry), NextToken: next };
  },
  /** One that is not there keeps the others from being deleted (API_DeleteDashboards). */
  DeleteDashboards: (input, { region }) => {
    const found = texts(input, "DashboardNames").map((name) => one(dashboards, region, name));
    for (const { name } of found) dashboards.table.delete(keyOf(region, name));
    return {};
  },
});

/** AWS::CloudWatch::Dashboard. Ref is the name. */
export function dashboardProvider(dashboards: Dashboards): ResourceProvider {
  const { table } = dashboards;
  const store = (request: ResourceRequest, name: string): Step =>
    attempt(request, () => {
      put(dashboards, request, { name, body: bodyIn(request.properties), token: request.token });
      return doneStep(name);
    });
  return {
    types: ["AWS::CloudWatch::Dashboard"],
    create(request) {
      const name = text(request.properties, "DashboardName") ?? request.generatedName(255);
      const existing = table.get(keyOf(request.region, name));
      return existing && existing.token !== request.token ? existsStep(request, name) : store(request, name);
    },
    update: (request) => store(request, request.physicalId),
    read({ region, physicalId }) {
      const found = table.get(keyOf(region, physicalId));
      return found && { properties: { DashboardName: found.name, DashboardBody: found.body }, attributes: {} };
    },
    delete({ region, physicalId }) {
      table.delete(keyOf(region, physicalId));
      return doneStep(physicalId);
    },
  };
}

const keyOf = (region: string, name: string) => `${region} ${name}`;

const bodyIn = ({ DashboardBody }: JsonObject) =>
  isObject(DashboardBody) ? JSON.stringify(DashboardBody) : text({ DashboardBody }, "DashboardBody");

interface NewDashboard {
  readonly name: string | undefined;
  readonly body: string | undefined;
  readonly token?: string;
}

function put({ table, now }: Dashboards, { region, account }: Place, { name, body, token }: NewDashboard): void {
  if (!name) throw missing("DashboardName");
  if (!/^[\w-]{1,255}$/.test(name))
    throw refused(`The value ${name} for field DashboardName contains invalid characters.`);
  checkBody(body ?? "");
  const arn = `arn:aws:cloudwatch::${account}:dashboard/${name}`;
  table.put(keyOf(region, name), { name, region, arn, body: body ?? "", modifiedAt: now(), token });
}

function one({ table }: Dashboards, region: string, name: string): DashboardRow {
  const found = table.get(keyOf(region, name));
  if (!found) throw new ServiceError("DashboardNotFoundError", `Dashboard ${name} does not exist`, { status: 404 });
  return found;
}

const entry = ({ name, arn, body, modifiedAt }: DashboardRow): JsonObject => ({
  DashboardName: name,
  DashboardArn: arn,
  LastModified: modifiedAt / 1000,
  Size: Buffer.byteLength(body),
});
