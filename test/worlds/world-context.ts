import type { Context } from "../../src/cli/command.ts";
import { systemClock } from "../../src/main/system-clock.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { devConfig, fakeContext, type FakeContextOptions } from "../fakes/context.ts";
import { serviceWorld } from "../fakes/service-world.ts";
import { snapshotPorts } from "./taking.ts";

/** A context whose worlds are those of the local cloud, on the machine's clock. */
export function worldContext(own: WorldData, options: Omit<FakeContextOptions, "connection"> = {}) {
  const nothing = async () => Promise.reject(new Error("Worlds need no templates."));
  const synth = { environment: nothing, bootstrap: nothing, validate: nothing, digest: (text: string) => text };
  const { context, io } = fakeContext({ synth, ...options });
  const connect: Context["connect"] = async () => {
    const others = await serviceWorld({ services: [], targets: [] }).context.connect();
    return { ...others, config: devConfig, clock: systemClock, identity: snapshotPorts(own).identity, data: own };
  };
  return { io, context: { ...context, clock: systemClock, connect } };
}
