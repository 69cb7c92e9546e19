import { parseArguments } from "../../src/cli/parse.ts";
import { logs } from "../../src/commands/logs.ts";
import { serviceNames } from "../../src/model/environment.ts";
import { serviceWorld, type ServiceWorldOptions } from "./service-world.ts";

/** `gworld logs` with nothing typed behind it but `--utc`. */
export const nothing = parseArguments(logs, ["--utc"]);

/** A dev environment whose services have logged for the past minutes; the clock stands at 12:00:00. */
export function loggingWorld(options: ServiceWorldOptions = {}) {
  const world = serviceWorld(options);
  for (const service of serviceNames) world.logs.create(`/gworld/dev/${service}`);
  const ago = (seconds: number) => ({ at: world.began - seconds * 1_000 });
  world.logs.put("/gworld/dev/agent-runtime", { level: "info", msg: "agent chose", worldId: "w-1" }, ago(240));
  world.logs.put("/gworld/dev/llm-integration", { level: "warn", msg: "slow model", ms: 900 }, ago(180));
  world.logs.put("/gworld/dev/world-management", { level: "debug", msg: "tick" }, ago(120));
  world.logs.put("/gworld/dev/agent-runtime", "plain text\u001b]0;evil\u0007", ago(60));
  world.logs.put("/gworld/dev/agent-runtime", { level: "error", msg: "very old" }, ago(7_200));
  return world;
}
