import { cloudWatchAlarms } from "../aws/alarms.ts";
import { serviceScaling } from "../aws/autoscaling.ts";
import { awsClients, type AwsClientOptions, type AwsClients } from "../aws/clients.ts";
import { cloudFormationStacks } from "../aws/cloudformation.ts";
import { cloudFormationDrifts } from "../aws/drifts.ts";
import { ecsServices } from "../aws/ecs.ts";
import { ecrImages } from "../aws/images.ts";
import { cloudFormationImports } from "../aws/imports.ts";
import { leftoverServices } from "../aws/leftovers.ts";
import { dynamoLocks } from "../aws/locks.ts";
import { cloudWatchLogs } from "../aws/logs.ts";
import { s3Objects } from "../aws/s3.ts";
import { awsSecrets } from "../aws/secrets.ts";
import { serviceQuotas } from "../aws/service-quotas.ts";
import { dynamoState } from "../aws/state.ts";
import { stsIdentity } from "../aws/sts.ts";
import { dynamoTables } from "../aws/tables.ts";
import { elbTargets } from "../aws/targets.ts";
import type { EnvironmentConfig } from "../model/environment.ts";
import type { Clock } from "../ports/clock.ts";
import type { Connection } from "../ports/connection.ts";
import type { Identity } from "../ports/identity.ts";
import { worldDataOf } from "./data.ts";
import { networkReach } from "./reach.ts";
import { keepLinesSmall } from "./small-heap.ts";

/** Binds every port of an environment to AWS, or to what answers in its place at an endpoint. No request is sent yet. */
export function connectAws(config: EnvironmentConfig, options: AwsClientOptions, clock: Clock): Connection {
  const clients = awsClients(options);
  const inRegion = perRegion(clients);
  const identity = stsIdentity(clients);
  const logs = cloudWatchLogs(clients);
  const account = async () => (await identity.caller()).account;
  const objects = once((region) => s3Objects(inRegion(region), account));
  return {
    config,
    local: false,
    endpoint: options.endpoint ?? options.ambientEndpoint,
    clock,
    identity,
    stacks: once((region) => cloudFormationStacks(inRegion(region), clock)),
    drifts: once((region) => cloudFormationDrifts(inRegion(region))),
    imports: once((region) => cloudFormationImports(inRegion(region), clock)),
    objects,
    leftovers: once((region) => leftoverServices(inRegion(region), objects(region), clock)),
    quotas: once((region) => serviceQuotas(inRegion(region))),
    secrets: once((region) => awsSecrets(inRegion(region))),
    images: once((region) => ecrImages(inRegion(region))),
    services: ecsServices(clients, config.name),
    scaling: serviceScaling(clients, config.name),
    targets: elbTargets(clients),
    alarms: cloudWatchAlarms(clients),
    tables: dynamoTables(clients),
    reach: networkReach,
    logs: {
      ...logs,
      page(call, signal) {
        keepLinesSmall();
        return logs.page(call, signal);
      },
    },
    state: dynamoState(clients),
    locks: dynamoLocks(clients),
    data: worldDataOf({ clients, environment: config.name, account, clock }),
  };
}

/** The identity alone, for verbs that need no environment. */
export const identityOnly = (options: AwsClientOptions): Identity => stsIdentity(awsClients(options));

const perRegion = (clients: AwsClients) =>
  once((region) => (region === clients.region ? clients : clients.inRegion(region)));

function once<T>(make: (region: string) => T): (region: string) => T {
  const made = new Map<string, T>();
  return (region) => {
    const found = made.get(region) ?? make(region);
    made.set(region, found);
    return found;
  };
}
