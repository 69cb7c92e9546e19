import { suggestion } from "../../model/nearest.ts";
import { columns } from "../columns.ts";
import { recordedTypes, services } from "./local-services.ts";

/** One service of the local cloud, as its code declares it. */
export interface LocalService {
  readonly service: string;
  readonly does: string;
  /** Other names: those that requests are signed with, and the AWS CLI's. */
  readonly names: readonly string[];
  readonly operations: readonly string[];
  /** Resource types that it makes real for stacks. */
  readonly resources: readonly string[];
}

/** All services, by name. */
export const localServices: readonly LocalService[] = services.map(({ names, operations, resources, ...about }) => ({
  ...about,
  names: words(names),
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

/** One service with the names of all its operations, by any of its names; case, spaces and hyphens do not matter. */
export function serviceText(
  name: string,
): { readonly text: string; readonly facts: Readonly<Record<string, unknown>> } | undefined {
  const found = localServices.find(({ service, names }) =>
    [service, ...names].some((one) => plain(one) === plain(name)),
  );
  if (found === undefined) return recordedService(name);
  const { service, does, names, operations, resources } = found;
  const parts = [
    `${service} in the local cloud\n${columns(undefined, does.split(" ")).join("\n")}`,
    `Signed, and named in faults, as\n${columns(undefined, names.slice(0, 1)).join("\n")}`,
    `Operations that it answers (${operations.length}); any other is refused with its name\n${columns(undefined, operations).join("\n")}`,
    ...(resources.length > 0 ? [`Resource types that it makes real\n${columns(undefined, resources).join("\n")}`] : []),
  ];
  return { text: parts.join("\n\n"), facts: { services: [found] } };
}

/** A service whose resource types are recorded, and which answers no calls. */
function recordedService(name: string): ReturnType<typeof serviceText> {
  const types = recorded.filter((type) => plain(type.split("::")[1] ?? "") === plain(name));
  const [, service = ""] = types[0]?.split("::") ?? [];
  if (types.length === 0) return undefined;
  const text = `AWS::${service} in the local cloud\n${columns(undefined, `Recorded only: it answers no calls, and what stacks make of it does nothing.`.split(" ")).join("\n")}`;
  const list = `Resource types of gworld's stacks, whose properties are checked and kept\n${columns(undefined, types).join("\n")}`;
  return { text: `${text}\n\n${list}`, facts: { recorded: types } };
}

/** What is said of a service that is neither answered nor in gworld's stacks. */
export const absentText = (name: string) => ({
  message: `The local cloud has no service "${name}": it refuses calls of it, and records its resource types in stacks.`,
  hint: suggestion(
    name,
    localServices.map(({ service }) => service),
  ),
});

const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
