import { columns } from "../columns.ts";
import { recordedTypes, services } from "./local-services.ts";

/** One service of the local cloud, as its code declares it. */
export interface LocalService {
  readonly service: string;
  readonly does: string;
  readonly operations: readonly string[];
  /** Resource types that it makes real for stacks. */
  readonly resources: readonly string[];
}

/** All services, by name. */
export const localServices: readonly LocalService[] = services.map(({ operations, resources, ...about }) => ({
  ...about,
  operations: words(operations),
  resources: words(resources),
}));

/** Types of gworld's own stacks that no service makes real. */
export const recorded: readonly string[] = words(recordedTypes);

/** Service by service: how many operations it answers, what it does, and the types it makes real. */
export const servicesText = (): string =>
  localServices
    .flatMap(({ service, does, operations, resources }) => [
      ...columns(service, `${operations.length} operations; ${does}`.split(" ")),
      ...columns("", resources),
    ])
    .join("\n");

/** The recorded types, by the service they belong to. */
export function recordedText(): string {
  const byService = new Map<string, string[]>();
  for (const type of recorded) {
    const [, service = "", name = ""] = type.split("::");
    byService.set(service, [...(byService.get(service) ?? []), name]);
  }
  return [...byService].flatMap(([service, names]) => columns(`AWS::${service}`, names)).join("\n");
}

/** One service with the names of all its operations; case, spaces and hyphens of the name do not matter. */
export function serviceText(
  name: string,
): { readonly text: string; readonly facts: Readonly<Record<string, unknown>> } | undefined {
  const plain = (one: string) => one.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const found = localServices.find(({ service }) => plain(service) === plain(name));
  if (found === undefined) return undefined;
  const { service, does, operations, resources } = found;
  const parts = [
    `${service} in the local cloud\n${columns(undefined, does.split(" ")).join("\n")}`,
    `Operations that it answers (${operations.length}); any other is refused with its name\n${columns(undefined, operations).join("\n")}`,
    ...(resources.length > 0 ? [`Resource types that it makes real\n${columns(undefined, resources).join("\n")}`] : []),
  ];
  return { text: parts.join("\n\n"), facts: { services: [found] } };
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
