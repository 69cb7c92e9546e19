import { processData } from "./no-data.ts";
import type { Stack } from "../../src/ports/stacks.ts";
import type { ScalableTarget, Service } from "../../src/ports/services.ts";
import type { Revision } from "../../src/model/revision.ts";
import { stackParts } from "../../src/model/graph.ts";
import { devConfig, fakeContext, type FakeContextOptions } from "./context.ts";
import { environmentTemplates } from "./environment-templates.ts";
import { fakeLocks } from "./locks.ts";
import { fakeLogs } from "./logs.ts";
import { fakeScaling } from "./scaling.ts";
import { fakeServices } from "./services.ts";
import { fakeState } from "./state.ts";
import { fakeVitals } from "./vitals.ts";
import { describedStack, fakeStackStates } from "./stack-states.ts";

export interface ServiceWorldOptions extends Omit<FakeContextOptions, "connection" | "signal"> {
  readonly stacks?: readonly Stack[];
  readonly services?: readonly Service[];
  readonly targets?: readonly ScalableTarget[];
  readonly latest?: Revision;
  readonly healthy?: boolean;
  /** Ctrl-C is pressed once this much time has passed, in milliseconds. */
  readonly interruptAfter?: number;
}

/** A deployed dev environment in memory, with what happens to its services and logs. */
export function serviceWorld(options: ServiceWorldOptions = {}) {
  const { services: running = [], targets = [], latest, healthy = true, interruptAfter = Infinity } = options;
  const interruption = new AbortController();
  let elapsed: () => number = () => 0;
  const now = () => {
    const at = elapsed();
    if (at - began >= interruptAfter) interruption.abort();
    return at;
  };
  const services = fakeServices(running, { healthy, now });
  const scaling = fakeScaling(targets, services.calls);
  const logs = fakeLogs({ now });
  const stacks = options.stacks ?? stackParts.map((part) => describedStack("dev", part));
  const arn = "arn:aws:iam::123456789012:user/dev";
  const locks = fakeLocks(() => elapsed());
  const unused = () => Promise.reject(new Error("not part of this test"));
  const state = fakeState(locks.rows);
  if (latest !== undefined) state.revisions.push(latest);
  const made = fakeContext({
    synth: environmentTemplates().synth,
    ...options,
    signal: interruption.signal,
    connection: {
      data: processData({ id: "me", host: "here", pid: 1, mark: "boot 1" }, new Set()),
      local: false,
      identity: {
        caller: async () => ({ account: "123456789012", arn, region: devConfig.region, source: "environment" }),
      },
      stacks: fakeStackStates(stacks, devConfig.region),
      drifts: () => {
        throw new Error("not part of this test");
      },
      imports: () => {
        throw new Error("not part of this test");
      },
      objects: () => {
        throw new Error("not part of this test");
      },
      leftovers: () => {
        throw new Error("not part of this test");
      },
      quotas: () => ({ applied: unused }),
      images: () => ({ find: unused }),
      secrets: () => ({ secret: unused, parameters: unused }),
      services,
      scaling,
      ...fakeVitals().ports,
      logs,
      locks: locks.port,
      state: state.port,
    },
  });
  elapsed = () => made.clock.now();
  const began = made.clock.now();
  return { ...made, locks, state, services, scaling, logs, began, interruption };
}
