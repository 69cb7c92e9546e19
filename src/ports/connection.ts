import type { EnvironmentConfig } from "../model/environment.ts";
import type { Alarms } from "./alarms.ts";
import type { Clock } from "./clock.ts";
import type { Drifts } from "./drifts.ts";
import type { Identity } from "./identity.ts";
import type { Images } from "./images.ts";
import type { Imports } from "./imports.ts";
import type { LeftoverServices } from "./leftovers.ts";
import type { Locks } from "./locks.ts";
import type { Logs } from "./logs.ts";
import type { Objects } from "./objects.ts";
import type { Quotas } from "./quotas.ts";
import type { Reach } from "./reach.ts";
import type { Secrets } from "./secrets.ts";
import type { Scaling, Services } from "./services.ts";
import type { Stacks } from "./stacks.ts";
import type { State } from "./state.ts";
import type { Tables } from "./tables.ts";
import type { Targets } from "./targets.ts";
import type { WorldData } from "./world-data.ts";

/** The ports of one environment, bound to its target. Adapters are made on first use. */
export interface Connection {
  readonly config: EnvironmentConfig;
  /** True where everything happens in this machine's own local cloud, which belongs to nobody else. */
  readonly local: boolean;
  /** What share of the time that AWS takes for a resource is taken here: 0 takes none. Absent: all of it. */
  readonly pace?: number | undefined;
  /** Where requests go instead of AWS. */
  readonly endpoint?: string | undefined;
  readonly identity: Identity;
  stacks(region: string): Stacks;
  drifts(region: string): Drifts;
  imports(region: string): Imports;
  objects(region: string): Objects;
  leftovers(region: string): LeftoverServices;
  quotas(region: string): Quotas;
  secrets(region: string): Secrets;
  images(region: string): Images;
  readonly services: Services;
  readonly scaling: Scaling;
  readonly targets: Targets;
  readonly alarms: Alarms;
  readonly tables: Tables;
  readonly reach: Reach;
  readonly logs: Logs;
  readonly state: State;
  readonly locks: Locks;
  readonly data: WorldData;
  readonly clock: Clock;
}
