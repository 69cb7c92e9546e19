import { type JsonObject, list, text, texts } from "../json.ts";
import type { Operation } from "../service.ts";
import { capacity } from "./describe-service.ts";
import type { EcsContext } from "./context.ts";
import { revisionArn } from "./names.ts";
import { refusals } from "./refusals.ts";
import type { ServiceRow } from "./rows.ts";
import { only, seconds } from "./shape.ts";

/** What the tasks of one deployment of a service are made of; it never changes. */
export interface ServiceRevisionRow {
  readonly arn: string;
  readonly serviceArn: string;
  readonly clusterArn: string;
  readonly taskDefinition: string;
  readonly createdAt: number;
  readonly settings: JsonObject;
  readonly containerImages: readonly JsonObject[];
}

/** Keeps the revision of a deployment that begins, and of earlier ones those that a service deployment still names. */
export function putRevision(context: EcsContext, service: ServiceRow): void {
  const { state, ground } = context;
  const [primary] = service.deployments;
  if (!primary) return;
  const arn = revisionArn(service, ground.account, primary.id);
  const definition = state.taskDefinitions.get(primary.taskDefinition)?.definition;
  state.serviceRevisions.put(arn, {
    arn,
    serviceArn: service.arn,
    clusterArn: service.clusterArn,
    taskDefinition: primary.taskDefinition,
    createdAt: primary.createdAt,
    settings: only(service.settings, kept),
    containerImages: list(definition, "containerDefinitions").map((container) => {
      const image = text(container, "image") ?? "";
      return {
        containerName: text(container, "name"),
        image,
        imageDigest: context.image(image)?.digest ?? pinned(image),
      };
    }),
  });
  forgetRevisions(context, service);
}

const pinned = (image: string) => /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1];

const kept = [
  "capacityProviderStrategy",
  "launchType",
  "loadBalancers",
  "networkConfiguration",
  "platformVersion",
  "serviceConnectConfiguration",
  "serviceRegistries",
  "volumeConfigurations",
];

/** Forgets the revisions that no deployment of the service names any more. */
export function forgetRevisions({ state, ground }: EcsContext, service: ServiceRow): void {
  const named = [
    ...service.deployments.map(({ id }) => id),
    ...(service.lastCompleted ? [service.lastCompleted.id] : []),
    ...service.serviceDeployments.flatMap(({ target, sources }) => [target, ...sources].map((row) => row.deploymentId)),
  ];
  const used = new Set(
    service.status === "INACTIVE" ? [] : named.map((id) => revisionArn(service, ground.account, id)),
  );
  for (const { arn, serviceArn } of state.serviceRevisions.values())
    if (serviceArn === service.arn && !used.has(arn)) state.serviceRevisions.delete(arn);
}

export const serviceRevisionOperations = ({ state }: EcsContext): Readonly<Record<string, Operation>> => ({
  DescribeServiceRevisions: (input) => {
    const arns = texts(input, "serviceRevisionArns");
    // API reference: a maximum of 20 ARNs.
    if (arns.length === 0 || arns.length > 20) throw refusals.invalid("serviceRevisionArns must have 1 to 20 items.");
    return {
      serviceRevisions: arns.flatMap((arn) => {
        const row = state.serviceRevisions.get(arn);
        return row ? [describeRevision(row)] : [];
      }),
      failures: arns.flatMap((arn) => (state.serviceRevisions.get(arn) ? [] : [{ arn, reason: "MISSING" }])),
    };
  },
});

const describeRevision = (row: ServiceRevisionRow): JsonObject => ({
  ...row.settings,
  ...capacity(row.settings),
  serviceRevisionArn: row.arn,
  serviceArn: row.serviceArn,
  clusterArn: row.clusterArn,
  taskDefinition: row.taskDefinition,
  containerImages: row.containerImages,
  guardDutyEnabled: false,
  createdAt: seconds(row.createdAt),
});
