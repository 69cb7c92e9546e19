import type { EcsContext } from "./context.ts";
import { arnOf } from "./names.ts";
import type { Scheduler } from "./scheduler.ts";

/** A service as Application Auto Scaling names it: `service/<cluster>/<service>` in a Region. */
export interface CountedService {
  readonly region: string;
  readonly resourceId: string;
}

/** The desired counts of services, to read and to set. */
export interface ServiceCounts {
  /** Undefined when there is no such active service. */
  get(service: CountedService): number | undefined;
  set(service: CountedService, desiredCount: number): void;
}

export function serviceCounts({ state, ground }: EcsContext, scheduler: Scheduler): ServiceCounts {
  const find = ({ region, resourceId }: CountedService) => {
    const service = state.services.get(arnOf(region, ground.account, resourceId));
    return service?.status === "ACTIVE" ? service : undefined;
  };
  return {
    get: (service) => find(service)?.desiredCount,
    set(service, desiredCount) {
      const row = find(service);
      if (!row || row.desiredCount === desiredCount) return;
      state.services.put(row.arn, { ...row, desiredCount, steady: false });
      scheduler.poke(row.arn);
    },
  };
}
