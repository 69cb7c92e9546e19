import { serviceNames, type EnvironmentConfig } from "../environment.ts";
import { cidrProblem } from "./cidr.ts";
import type { ConfigPath } from "./document.ts";
import { endpointProblem } from "./endpoint.ts";
import { fargateProblem } from "./fargate.ts";

/** A rule that an effective configuration breaks; `path` is the value to change, within the environment. */
export interface Breach {
  readonly path: ConfigPath;
  readonly message: string;
}

/** What values of an environment mean together: all breaches at once. */
export const breaches = (config: EnvironmentConfig): readonly Breach[] => [
  ...serviceBreaches(config),
  ...breach(["network", "cidr"], cidrProblem(config.network.cidr)),
  ...breach(["network", "zones"], zonesProblem(config)),
  ...breach(["network", "nat"], natProblem(config)),
  ...breach(["domain"], domainProblem(config)),
  ...breach(["endpoint"], config.endpoint === undefined ? undefined : endpointProblem(config.endpoint)),
  ...redisBreaches(config),
];

const serviceBreaches = ({ services }: EnvironmentConfig) =>
  serviceNames.flatMap((name) => {
    const { cpu, memory, min, max } = services[name];
    const bounds = min > max ? `min ${min} is above max ${max}` : undefined;
    return [
      ...breach(["services", name, "memory"], fargateProblem(cpu, memory)),
      ...breach(["services", name, "min"], bounds),
    ];
  });

function zonesProblem({ region, network: { azs, zones } }: EnvironmentConfig): string | undefined {
  if (zones === undefined) return undefined;
  if (zones.length !== azs) return `names ${zones.length} zones, but azs is ${azs}`;
  if (new Set(zones).size < zones.length) return "names a zone twice";
  const stranger = zones.find((zone) => zone.slice(0, -1) !== region);
  return stranger === undefined ? undefined : `${stranger} is not a zone of ${region}`;
}

/** What a task must reach to start at all: its image, its log group, its secret. S3 has a gateway endpoint. */
const neededWithoutNat = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"] as const;

function natProblem({ network: { nat, endpoints } }: EnvironmentConfig): string | undefined {
  const missing = neededWithoutNat.filter((name) => !endpoints.includes(name));
  if (nat !== "none" || missing.length === 0) return undefined;
  return `without NAT no task starts: network.endpoints lacks ${missing.join(", ")}. The starter's public image needs NAT too: change to none after a release`;
}

/** A certificate that CloudFormation validates in no zone waits for somebody to write the record, and the stack with it. */
const domainProblem = ({ domain }: EnvironmentConfig) =>
  domain === undefined || domain.hostedZoneId !== undefined || domain.certificateArn !== undefined
    ? undefined
    : `${domain.name} needs hostedZoneId, where a certificate is validated, or the certificateArn of one that is`;

function redisBreaches({ redis }: EnvironmentConfig) {
  const { nodes, multiAz, nodeType, snapshotDays } = redis;
  return [
    ...breach(["redis", "multiAz"], multiAz && nodes < 2 ? "multiAz needs nodes of 2 or more" : undefined),
    ...breach(["redis", "nodes"], !multiAz && nodes > 1 ? "more than one node needs multiAz: true" : undefined),
    ...breach(
      ["redis", "snapshotDays"],
      snapshotDays > 0 && nodeType.startsWith("cache.t1.") ? `${nodeType} cannot be backed up` : undefined,
    ),
  ];
}

const breach = (path: ConfigPath, message: string | undefined): Breach[] =>
  message === undefined ? [] : [{ path, message }];
