import { existsSync } from "node:fs";
import { serveCloud } from "./cloud.ts";
import { removeEndpoint, writeEndpoint } from "./endpoint-file.ts";
import { exitCodeOf } from "./exit-code.ts";
import { rotateLog } from "./log-file.ts";
import { LocalCloudRefusal } from "./refusal.ts";

/** The Region that the local cloud's own clients use; it answers for any. */
const region = "us-east-1";

/** The background process: serves the cloud that the environment variables name until it is told to end. */
async function serve() {
  const { GWORLD_LOCAL_DIR: dir, GWORLD_LOCAL_PORT, GWORLD_LOCAL_ACCOUNT } = process.env;
  const { GWORLD_LOCAL_TIME_SCALE, GWORLD_LOCAL_TIME_SEED } = process.env;
  if (!dir) throw new Error("GWORLD_LOCAL_DIR names no folder.");
  const ended = endOf(dir);
  nameEngine();
  const account = GWORLD_LOCAL_ACCOUNT || "000000000000";
  const cloud = await serveCloud({
    dir,
    account,
    port: Number(GWORLD_LOCAL_PORT || 0),
    timeScale: given(GWORLD_LOCAL_TIME_SCALE),
    timeSeed: given(GWORLD_LOCAL_TIME_SEED),
  });
  const { endpoint } = cloud;
  writeEndpoint({ endpoint, pid: process.pid, dir, region, account, startedAt: new Date().toISOString() });
  say(`listening on ${endpoint}`);
  say(`stopping after ${await ended}`);
  removeEndpoint(dir, process.pid);
  await cloud.stop();
  say("stopped");
}

/** The engine of worlds lies beside this file in a build; the starter service in a task runs it. Sources have none. */
function nameEngine() {
  const engine = new URL("world-engine.js", import.meta.url);
  delete process.env["GWORLD_WORLD_ENGINE"];
  if (existsSync(engine)) process.env["GWORLD_WORLD_ENGINE"] = engine.href;
}

/** Resolves with why the cloud is to stop: a signal, or its folder was removed and nobody can find it any more. */
const endOf = (dir: string) =>
  new Promise<string>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => resolve(signal));
    const look = () => (existsSync(dir) ? rotateLog(dir) : resolve("its folder was removed"));
    setInterval(look, 2_000).unref();
  });

const given = (value: string | undefined) => (value ? Number(value) : undefined);

const say = (line: string) => console.log(`${new Date().toISOString()} ${line}`);

process.on("unhandledRejection", (error) => console.error(error));
// A full disk refuses whoever asks; what nobody waits for, such as a timer, is told here and must not end the others.
process.on("uncaughtException", (error) => {
  console.error(error);
  if (!(error instanceof LocalCloudRefusal) || error.code !== "disk") process.exit(1);
});
try {
  await serve();
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(exitCodeOf(error));
}
