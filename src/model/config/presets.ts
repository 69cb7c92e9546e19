import type { EnvironmentConfig, ServiceConfig } from "../environment.ts";

type Preset = Omit<EnvironmentConfig, "name" | "project">;

const service = (cpu: number, memory: number, min: number, max: number): ServiceConfig => ({
  cpu,
  memory,
  min,
  max,
  cpuTarget: 75,
  memoryTarget: 80,
  spot: "all",
});

const dev: Preset = {
  region: "us-east-1",
  protected: false,
  retainData: false,
  network: { cidr: "10.0.0.0/16", azs: 2, nat: "single", endpoints: [], flowLogs: "reject" },
  services: {
    "world-management": service(256, 512, 1, 2),
    "agent-runtime": service(256, 512, 1, 3),
    "llm-integration": service(256, 512, 1, 2),
  },
  redis: { nodeType: "cache.t3.micro", nodes: 1, multiAz: false, engineVersion: "7.1", snapshotDays: 0 },
  logs: { retentionDays: 7 },
  containerInsights: "disabled",
  tracing: 1,
  waf: false,
  backups: false,
  trail: false,
  priceClass: "PriceClass_100",
  budget: 150,
  usage: {
    requests: 0.5,
    messages: 1,
    connectionMinutes: 0.5,
    tableWrites: 1,
    tableReads: 2,
    tableGb: 5,
    natGb: 10,
    endpointGb: 0,
    balancerUnits: 0.1,
    logGb: 4,
    flowLogGb: 1,
    keyRequests: 0.2,
    bucketGb: 5,
    imageGb: 3,
  },
};

const steady = { cpuTarget: 70, memoryTarget: 75, spot: "half" } as const;

const staging: Preset = {
  ...dev,
  retainData: true,
  network: { ...dev.network, cidr: "10.1.0.0/16", flowLogs: "all" },
  services: {
    "world-management": { ...service(512, 1024, 2, 4), ...steady },
    "agent-runtime": { ...service(512, 1024, 2, 6), ...steady },
    "llm-integration": { ...service(512, 1024, 2, 4), ...steady },
  },
  redis: { nodeType: "cache.t4g.small", nodes: 2, multiAz: true, engineVersion: "7.1", snapshotDays: 3 },
  logs: { retentionDays: 30 },
  containerInsights: "enabled",
  tracing: 0.25,
  backups: true,
  budget: 400,
  usage: {
    requests: 3,
    messages: 5,
    connectionMinutes: 7,
    tableWrites: 8,
    tableReads: 15,
    tableGb: 20,
    natGb: 40,
    endpointGb: 0,
    balancerUnits: 0.3,
    logGb: 15,
    flowLogGb: 6,
    keyRequests: 1,
    bucketGb: 30,
    imageGb: 4,
  },
};

const busy = { cpuTarget: 65, memoryTarget: 70 } as const;

const prod: Preset = {
  ...staging,
  protected: true,
  network: {
    cidr: "10.2.0.0/16",
    azs: 3,
    nat: "perAz",
    endpoints: ["bedrock-runtime", "ecr.api", "ecr.dkr", "kms", "logs", "secretsmanager", "sts"],
    flowLogs: "all",
  },
  services: {
    "world-management": { ...service(512, 1024, 2, 6), ...busy, spot: "none" },
    "agent-runtime": { ...service(2048, 4096, 3, 30), ...busy, spot: "burst" },
    "llm-integration": { ...service(1024, 2048, 2, 12), ...busy, spot: "none" },
  },
  redis: { nodeType: "cache.m7g.large", nodes: 3, multiAz: true, engineVersion: "7.1", snapshotDays: 14 },
  logs: { retentionDays: 90 },
  containerInsights: "enhanced",
  tracing: 0.05,
  waf: true,
  trail: true,
  priceClass: "PriceClass_All",
  budget: 2500,
  usage: {
    requests: 30,
    messages: 40,
    connectionMinutes: 60,
    tableWrites: 150,
    tableReads: 150,
    tableGb: 200,
    natGb: 300,
    endpointGb: 200,
    balancerUnits: 2,
    logGb: 100,
    flowLogGb: 50,
    keyRequests: 5,
    bucketGb: 200,
    imageGb: 25,
  },
};

/** What an environment is before any configuration file: local is dev's shape, sized for a workstation. */
export const presets = { local: dev, dev, staging, prod } as const satisfies Record<string, Preset>;
