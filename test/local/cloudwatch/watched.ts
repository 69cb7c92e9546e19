import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { cloudwatchPart } from "../../../src/local/cloudwatch/part.ts";
import type { ServeOptions } from "../../../src/local/server.ts";
import { handClock } from "../fake-ground.ts";
import { folder, serving } from "../serving.ts";

export const start = Date.parse("2026-03-01T12:00:00Z");
export const minute = 60_000;

/** How an SDK client reaches an endpoint. */
export const settings = (endpoint: string) => ({
  endpoint,
  region: "eu-west-1",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  maxAttempts: 1,
});

/** CloudWatch behind a port, with a clock moved by hand. */
export async function watched(options: Partial<ServeOptions> = {}) {
  const clock = handClock(start);
  const dir = options.dir ?? folder();
  const server = await serving((ground) => [cloudwatchPart(ground)], { dir, clock, ...options });
  return { clock, dir, endpoint: server.endpoint, server, client: new CloudWatchClient(settings(server.endpoint)) };
}
