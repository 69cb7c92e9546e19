import type { Part } from "./resource.ts";
import type { Service } from "./service.ts";

/** What one service of the local cloud answers and makes real. */
export interface ServiceInventory {
  readonly service: string;
  readonly does: string;
  /** Other names: those that requests are signed with, and the AWS CLI's. */
  readonly names: readonly string[];
  /** Sorted. */
  readonly operations: readonly string[];
  /** Types of resources that stacks get for real, sorted. */
  readonly resources: readonly string[];
}

/** What parts say of themselves, by service. A part that answers AWS calls and says nothing is a defect. */
export const inventoryOf = (parts: readonly Part[]): readonly ServiceInventory[] =>
  parts
    .flatMap(({ about, services, resources }) => {
      const operations = services.flatMap((service) => answered(service));
      const types = resources.flatMap((provider) => provider.types);
      if (about) {
        const { service, does, cli } = about;
        const names = [...new Set([...services.map(({ scope }) => scope), ...(cli === undefined ? [] : [cli])])];
        return [{ service, does, names, operations: operations.sort(), resources: types.sort() }];
      }
      if (operations.length + types.length === 0) return [];
      throw new Error(`The part of ${services.map(({ scope }) => scope).join(", ")} does not say what it is about.`);
    })
    .sort((one, other) => one.service.localeCompare(other.service, "en"));

const answered = (service: Service): readonly string[] =>
  service.protocol === "raw"
    ? service.names.filter((name) => service.absent?.includes(name) !== true)
    : Object.keys(service.operations);
