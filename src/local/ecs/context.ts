import type { ImageResolver } from "../ecr/resolve.ts";
import type { Ground } from "../resource.ts";
import type { LogSink } from "../logs/sink.ts";
import type { Runner } from "./runner.ts";
import type { AlarmReader } from "./deployment-alarms.ts";
import type { EcsState } from "./state.ts";
import type { TargetRegistry } from "./targets.ts";

/** Reads what a container's `secrets` name by ARN: a secret or a parameter. Undefined when there is none. */
export type SecretReader = (region: string, valueFrom: string) => Promise<string | undefined>;

/** What somebody has set this account's quota to; undefined where nobody has: then nothing is refused for it. */
export type QuotaReader = (service: string, code: string) => number | undefined;

/** What the parts of ECS share. */
export interface EcsContext {
  readonly ground: Ground;
  readonly state: EcsState;
  readonly runner: Runner;
  readonly logs: LogSink;
  readonly targets: TargetRegistry | undefined;
  readonly secret: SecretReader;
  readonly quota: QuotaReader;
  readonly image: ImageResolver;
  readonly alarm: AlarmReader;
}
