import type { EnvironmentConfig, ServiceName } from "../src/model/environment.ts";

/** World Management keeps no state in Redis, so it never holds the token. */
export const usesRedis = (service: ServiceName) => service !== "world-management";

/** A shell in a task is for environments that may break. Its agent writes to the root file system. */
export const allowsExec = (config: EnvironmentConfig) => !config.protected;

/** First segment of every path of the REST API, and its stage: CloudFront then forwards paths as they come. */
export const restStage = "api";

/** The path of the WebSocket API behind CloudFront, and its stage. */
export const webSocketStage = "ws";
