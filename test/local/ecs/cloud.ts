import { ecsPart } from "../../../src/local/ecs/part.ts";
import { logsPart } from "../../../src/local/logs/part.ts";
import { serveParts } from "../../../src/local/server.ts";

/** ECS and logs alone as a process of their own, to be killed by tests: the folder comes in, the endpoint goes out. */
const serving = await serveParts(
  (ground) => {
    const logs = logsPart(ground);
    return [logs, ecsPart(ground, { logs: logs.sink })];
  },
  { dir: process.argv[2] ?? "" },
);
console.log(serving.endpoint);
process.once("SIGTERM", () => void serving.stop().then(() => process.exit(0)));
