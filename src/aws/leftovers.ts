import type { LeftoverType } from "../model/leftovers.ts";
import type { Clock } from "../ports/clock.ts";
import type { LeftoverServices } from "../ports/leftovers.ts";
import type { Objects } from "../ports/objects.ts";
import type { AwsClients } from "./clients.ts";
import { bucketLeftovers } from "./leftovers/buckets.ts";
import { keyLeftovers, keysLike } from "./leftovers/keys.ts";
import { logGroupLeftovers } from "./leftovers/log-groups.ts";
import type { Leaving } from "./leftovers/leaving.ts";
import { repositoryLeftovers } from "./leftovers/repositories.ts";
import { secretLeftovers } from "./leftovers/secrets.ts";
import { tableLeftovers } from "./leftovers/tables.ts";

/** What outlives its stack in the clients' Region, each type with its own service. */
export function leftoverServices(clients: AwsClients, objects: Objects, clock: Clock): LeftoverServices {
  const services: Readonly<Record<LeftoverType, Leaving>> = {
    "AWS::DynamoDB::Table": tableLeftovers(clients, clock),
    "AWS::S3::Bucket": bucketLeftovers(objects),
    "AWS::SecretsManager::Secret": secretLeftovers(clients, clock),
    "AWS::ECR::Repository": repositoryLeftovers(clients),
    "AWS::Logs::LogGroup": logGroupLeftovers(clients),
    "AWS::KMS::Key": keyLeftovers(clients),
  };
  return {
    find: (type, name) => services[type].find(name),
    keys: (descriptions) => keysLike(clients, descriptions),
    revive: async (type, physicalId) => services[type].revive?.(physicalId),
    remove: (type, physicalId, how) => services[type].remove(physicalId, how),
  };
}
