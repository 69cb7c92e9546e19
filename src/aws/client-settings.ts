import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider, Logger, RetryStrategyV2 } from "@smithy/types";
import { GworldError } from "../model/error.ts";
import type { AwsClientOptions } from "./clients.ts";
import { boundedRetry } from "./retry.ts";

/** What every SDK client is made with. */
export interface ClientSettings {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: AwsCredentialIdentity | AwsCredentialIdentityProvider;
  readonly profile?: string;
  readonly retryStrategy: RetryStrategyV2;
  readonly customUserAgent: [string, string][];
  readonly requestHandler: {
    connectionTimeout: number;
    requestTimeout: number;
    throwOnRequestTimeout: true;
    httpsAgent?: Agent;
  };
  readonly logger: Logger;
  /** Not the SDK's: the endpoint in force when it is not AWS's own. */
  readonly customEndpoint: string | undefined;
}

/** Time for a connection and for a whole answer, in milliseconds. The SDK by itself waits for ever. */
const connectionTimeout = 5_000;
const requestTimeout = 30_000;

/** Settings of one client. `afterServerError` says whether a request answered with 500 is sent again. */
export function clientSettings(
  options: AwsClientOptions,
  credentials: ClientSettings["credentials"] | undefined,
  afterServerError: boolean,
): ClientSettings {
  // The SDK writes seven lines to stderr on Node 20 otherwise.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const { region, endpoint, profile, version = "0" } = options;
  // The SDK reads endpoints from AWS_PROFILE's section, whatever profile a client is given.
  if (profile !== undefined) process.env["AWS_PROFILE"] = profile;
  const httpsAgent = agentWithOwnAuthorities();
  return {
    region,
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
    ...(profile !== undefined && { profile }),
    retryStrategy: boundedRetry({ attempts: attempts(), afterServerError }),
    customUserAgent: [["gworld", version]],
    requestHandler: {
      connectionTimeout,
      requestTimeout,
      throwOnRequestTimeout: true,
      ...(httpsAgent !== undefined && { httpsAgent }),
    },
    logger: traceLogger(options.trace),
    customEndpoint: customEndpoint(options),
  };
}

/** The endpoint in force when it is not AWS's own. */
export const customEndpoint = ({ endpoint, ambientEndpoint }: Pick<AwsClientOptions, "endpoint" | "ambientEndpoint">) =>
  endpoint ?? ambientEndpoint;

function attempts(): number {
  const asked = Number(process.env["AWS_MAX_ATTEMPTS"]);
  return Number.isInteger(asked) && asked > 0 ? asked : 5;
}

/** The SDK ignores AWS_CA_BUNDLE, which the AWS CLI and boto3 honour. */
function agentWithOwnAuthorities(): Agent | undefined {
  const bundle = process.env["AWS_CA_BUNDLE"];
  return bundle ? new Agent({ ca: readAuthorities(bundle), keepAlive: true }) : undefined;
}

function readAuthorities(bundle: string): Buffer {
  try {
    return readFileSync(bundle);
  } catch (cause) {
    throw new GworldError("usage", `cannot read the certificates that AWS_CA_BUNDLE names: ${bundle}`, {
      hint: "Correct or unset AWS_CA_BUNDLE",
      cause,
    });
  }
}

/** Says which calls were made and how they ended. Inputs and outputs stay unread: they may hold secrets. */
function traceLogger(trace: AwsClientOptions["trace"]): Logger {
  const say = (entry: unknown) => {
    if (trace !== undefined && typeof entry === "object" && entry !== null) trace(lineOf(entry));
  };
  return { trace: ignore, debug: ignore, info: say, warn: ignore, error: say };
}

interface Entry {
  readonly clientName?: string;
  readonly commandName?: string;
  readonly metadata?: { httpStatusCode?: number; attempts?: number; totalRetryDelay?: number } | undefined;
}

function lineOf({ clientName = "AWS", commandName = "", metadata = {} }: Entry): string {
  const { httpStatusCode = "no answer", attempts: tries = 1, totalRetryDelay = 0 } = metadata;
  const repeats = tries > 1 ? `, ${tries} tries, waited ${totalRetryDelay} ms` : "";
  return `${clientName.replace(/Client$/, "")} ${commandName.replace(/Command$/, "")} ${httpStatusCode}${repeats}`;
}

const ignore = () => undefined;
