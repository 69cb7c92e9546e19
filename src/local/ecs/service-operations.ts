import { type JsonObject, texts } from "../json.ts";
import type { Call, Operation } from "../service.ts";
import { clusterOf } from "./clusters.ts";
import type { EcsContext } from "./context.ts";
import { describeService } from "./describe-service.ts";
import { refusals } from "./refusals.ts";
import type { Scheduler } from "./scheduler.ts";
import { createService, deleteService, serviceArn, updateService } from "./services.ts";
import { pageOf } from "./shape.ts";

export const serviceOperations = (context: EcsContext, scheduler: Scheduler): Readonly<Record<string, Operation>> => ({
  CreateService: (input, place) => ({
    service: describeService(context, createService(context, scheduler, input, { place }), true),
  }),
  UpdateService: (input, place) => ({
    service: describeService(context, updateService(context, scheduler, input, { place }), false),
  }),
  DeleteService: (input, place) => ({
    service: describeService(context, deleteService(context, scheduler, input, place), false),
  }),
  DescribeServices: (input, place) => describeServices(context, input, place),
  ListServices: (input, place) => {
    const { arn } = clusterOf(context, input, place);
    const arns = context.state.services
      .values()
      .filter(({ clusterArn, status }) => clusterArn === arn && status !== "INACTIVE")
      .map((service) => service.arn);
    const { items, nextToken } = pageOf(arns, input, 10);
    return { serviceArns: items, nextToken };
  },
});

function describeServices(context: EcsContext, input: JsonObject, place: Call) {
  const cluster = clusterOf(context, input, place);
  const names = texts(input, "services");
  if (names.length === 0) throw refusals.invalid("Services cannot be empty.");
  if (names.length > 10) throw refusals.invalid("services can have at most 10 items.");
  const tags = texts(input, "include").includes("TAGS");
  const arns = [...new Set(names.map((name) => serviceArn(name, cluster.name, place)))];
  return {
    services: arns.flatMap((arn) => {
      const service = context.state.services.get(arn);
      return service ? [describeService(context, service, tags)] : [];
    }),
    failures: arns.flatMap((arn) => (context.state.services.get(arn) ? [] : [{ arn, reason: "MISSING" }])),
  };
}
