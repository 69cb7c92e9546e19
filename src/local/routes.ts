import type { AdminRoutes } from "./admin.ts";
import type { Interceptor, Part } from "./resource.ts";
import type { Service } from "./service.ts";

/** All that the endpoint can be asked, by name. */
export interface Routes {
  readonly account: string;
  /** By SigV4 signing name. */
  readonly services: ReadonlyMap<string, Service>;
  readonly admin: AdminRoutes;
  readonly interceptors: readonly Interceptor[];
  /** Resolves when the parts have taken up their state; calls that come earlier wait. */
  readonly ready: Promise<void>;
}

interface Surroundings {
  readonly account: string;
  readonly dir: string;
  readonly endpoint: string;
  readonly ready: Promise<void>;
  readonly timeScale: () => number;
}

/** Gathers what the parts answer. Two parts that claim one name are a defect of the composition. */
export function routesOf(parts: readonly Part[], { account, dir, endpoint, ready, timeScale }: Surroundings): Routes {
  const services = unique(parts.flatMap((part) => part.services.map((service) => [service.scope, service] as const)));
  let status: "starting" | "ready" = "starting";
  void ready.then(
    () => (status = "ready"),
    () => {},
  );
  const health = () => ({
    status,
    pid: process.pid,
    dir,
    endpoint,
    account,
    timeScale: timeScale(),
    services: [...services.keys()],
  });
  const admin = unique([["health", health], ...parts.flatMap((part) => Object.entries(part.admin ?? {}))]);
  const interceptors = parts.flatMap(({ intercept }) => (intercept ? [intercept] : []));
  return { account, services, admin, interceptors, ready };
}

function unique<T>(entries: readonly (readonly [string, T])[]): ReadonlyMap<string, T> {
  const map = new Map(entries);
  if (map.size < entries.length)
    throw new Error(`A name is claimed twice among ${entries.map(([name]) => name).join(", ")}.`);
  return map;
}
