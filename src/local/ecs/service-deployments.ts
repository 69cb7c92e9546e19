import { type JsonObject, number, object, text, texts } from "../json.ts";
import type { Operation } from "../service.ts";
import type { EcsContext } from "./context.ts";
import { briefServiceDeployment, describeServiceDeployment } from "./describe-service-deployment.ts";
import { serviceDeploymentArn } from "./names.ts";
import { refusals } from "./refusals.ts";
import { stopDeployment } from "./rollout.ts";
import type { ServiceRow } from "./rows.ts";
import type { Scheduler } from "./scheduler.ts";
import { currentServiceDeployment, stoppable } from "./service-deployment.ts";
import type { ServiceDeploymentRow } from "./service-deployment-row.ts";
import { withEvents } from "./service-events.ts";
import { serviceOf } from "./services.ts";
import { pageInOrder } from "./shape.ts";

/** Service deployments: what a service was changed to, how far that is and how it ended. */
export const serviceDeploymentOperations = (
  context: EcsContext,
  scheduler: Scheduler,
): Readonly<Record<string, Operation>> => ({
  ListServiceDeployments: (input, call) => {
    const service = serviceOf(context, input, call);
    const all = service.serviceDeployments
      .filter((row) => fits(row, input))
      .map((row) => briefServiceDeployment(context, service, row));
    const { items, nextToken } = pageInOrder(all, (each) => text(each, "serviceDeploymentArn") ?? "", input);
    return { serviceDeployments: items, nextToken };
  },
  DescribeServiceDeployments: (input) => {
    const arns = texts(input, "serviceDeploymentArns");
    // API reference: a maximum of 20 ARNs.
    if (arns.length === 0 || arns.length > 20) throw refusals.invalid("serviceDeploymentArns must have 1 to 20 items.");
    const found = arns.map((arn) => ({ arn, deployment: find(context, arn) }));
    return {
      serviceDeployments: found.flatMap(({ deployment }) =>
        deployment ? [describeServiceDeployment(context, deployment.service, deployment.row)] : [],
      ),
      failures: found.flatMap(({ arn, deployment }) => (deployment ? [] : [{ arn, reason: "MISSING" }])),
    };
  },
  StopServiceDeployment: (input) => {
    const arn = text(input, "serviceDeploymentArn") ?? "";
    const stopType = text(input, "stopType") ?? "ROLLBACK";
    if (stopType !== "ROLLBACK" && stopType !== "ABORT") throw refusals.invalid(`Invalid stopType: ${stopType}.`);
    const found = find(context, arn);
    if (!found) throw refusals.serviceDeploymentNotFound();
    if (!stoppable(found.row)) throw refusals.conflict("The service deployment has finished and cannot be stopped.");
    const now = context.ground.clock.now();
    if (found.row.id !== currentServiceDeployment(found.service)?.id) return { serviceDeploymentArn: arn };
    const { service, messages } = stopDeployment(found.service, stopType, now);
    context.state.services.put(service.arn, withEvents(service, messages, now));
    scheduler.poke(service.arn);
    return { serviceDeploymentArn: arn };
  },
});

/** `before` and `after` of createdAt are numbers on the wire: seconds. */
function fits({ status, createdAt }: ServiceDeploymentRow, input: JsonObject): boolean {
  const wanted = texts(input, "status");
  const range = object(input, "createdAt");
  return (
    (wanted.length === 0 || wanted.includes(status)) &&
    createdAt > (number(range, "after") ?? -Infinity) * 1000 &&
    createdAt < (number(range, "before") ?? Infinity) * 1000
  );
}

interface Found {
  readonly service: ServiceRow;
  readonly row: ServiceDeploymentRow;
}

function find({ state, ground }: EcsContext, arn: string): Found | undefined {
  for (const service of state.services.values()) {
    const row = service.serviceDeployments.find(({ id }) => serviceDeploymentArn(service, ground.account, id) === arn);
    if (row) return { service, row };
  }
  return undefined;
}
