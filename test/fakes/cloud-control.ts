import type { LocalCloud, LocalEndpoint } from "../../src/ports/local-cloud.ts";

/** A local cloud that starts and stops in memory. `calls` tells what was asked of it, in order. */
export function fakeLocalCloud({ running = false } = {}): LocalCloud & { readonly calls: string[] } {
  const calls: string[] = [];
  const endpoint: LocalEndpoint = {
    endpoint: "http://127.0.0.1:4600",
    pid: 4711,
    dir: "/clouds/one",
    region: "us-east-1",
    account: "000000000000",
    startedAt: "2026-11-22T12:00:00.000Z",
    timeScale: 0,
  };
  let on = running;
  return {
    calls,
    dir: endpoint.dir,
    async start({ timeScale } = {}) {
      calls.push(timeScale === undefined ? "start" : `start at ${timeScale}`);
      const started = !on;
      on = true;
      return { ...endpoint, started };
    },
    async stop() {
      calls.push("stop");
      const stopped = on;
      on = false;
      return stopped;
    },
    status: async () => (on ? endpoint : undefined),
    async reset() {
      calls.push("reset");
      on = false;
    },
  };
}
