import * as z from "zod";
import type { serviceNames } from "../environment.ts";

/** Days CloudWatch Logs can keep events (PutRetentionPolicy). */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const whole = (min: number, max: number) => z.int().min(min).max(max);
const text = (pattern: RegExp, what: string) => z.string().regex(pattern, { error: what });

const service = z.strictObject({
  cpu: whole(256, 16_384).describe("CPU units; 1024 is one vCPU"),
  memory: whole(512, 122_880).describe("MiB"),
  min: whole(0, 5_000).describe("Fewest tasks"),
  max: whole(0, 5_000).describe("Most tasks"),
  cpuTarget: whole(10, 95).describe("CPU use in percent that autoscaling keeps"),
  memoryTarget: whole(10, 95).describe("Memory use in percent that autoscaling keeps"),
  spot: z
    .enum(["none", "all", "burst", "half"])
    .describe("Which tasks run on Fargate Spot: none, all, what is above min, or all but half of min"),
});

const network = z.strictObject({
  cidr: z.string().describe("Range of the VPC, /16 to /20, private"),
  azs: z.literal([2, 3]).describe("Availability Zones"),
  zones: z
    .array(text(/^[a-z]{2}(-[a-z]+)+-\d{1,2}[a-z]$/, "an Availability Zone such as us-east-1b"))
    .describe(
      "Availability Zones by name, as many as azs; without it the first of the Region. Needed where one of those has no VPC links of API Gateway: use1-az3, usw1-az2 and others (aws ec2 describe-availability-zones tells which name has which ID)",
    )
    .optional(),
  nat: z
    .enum(["none", "single", "perAz"])
    .describe(
      "NAT gateways; none needs the endpoints ecr.api, ecr.dkr, logs and secretsmanager, and services that were released: the starter's image is public",
    ),
  endpoints: z
    .array(text(/^[a-z][a-z0-9.-]+$/, "a service name such as secretsmanager"))
    .describe("Interface endpoints"),
  flowLogs: z.enum(["none", "reject", "all"]),
});

const redis = z.strictObject({
  nodeType: text(/^cache\.[a-z0-9-]+\.[a-z0-9]+$/, "a node type such as cache.t4g.small"),
  nodes: whole(1, 6).describe("Primary and replicas"),
  multiAz: z.boolean(),
  engineVersion: z.enum(["5.0.6", "6.0", "6.2", "7.0", "7.1"]).describe("Of Redis; 5.0.6 writes no slow log"),
  snapshotDays: whole(0, 35).describe("Days that ElastiCache keeps backups; 0 keeps none"),
});

const domain = z.strictObject({
  name: text(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, "a domain name such as world.example.com"),
  hostedZoneId: text(/^Z[A-Z0-9]+$/, "a hosted zone ID such as Z0123456789").optional(),
  certificateArn: text(
    /^arn:aws[\w-]*:acm:us-east-1:\d{12}:certificate\/.+$/,
    "the ARN of a certificate in us-east-1",
  ).optional(),
});

const amount = (what: string) => z.number().min(0).max(1_000_000).describe(`${what}, a month`);

const usage = z.strictObject({
  requests: amount("Millions of REST requests"),
  messages: amount("Millions of WebSocket messages"),
  connectionMinutes: amount("Millions of WebSocket connection minutes"),
  tableWrites: amount("Millions of write request units of all tables"),
  tableReads: amount("Millions of read request units of all tables"),
  tableGb: amount("GB in all tables"),
  natGb: amount("GB through NAT gateways"),
  endpointGb: amount("GB through interface endpoints"),
  balancerUnits: amount("Load balancer capacity units on average"),
  logGb: amount("GB that services log"),
  flowLogGb: amount("GB of flow logs"),
  keyRequests: amount("Millions of KMS requests"),
  bucketGb: amount("GB in buckets"),
  imageGb: amount("GB of container images"),
});

const layer = z
  .strictObject({
    account: text(/^\d{12}$/, "an account of 12 digits").describe("The account this environment must be in"),
    region: text(/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/, "a Region such as eu-central-1"),
    endpoint: z.string().describe("A custom AWS endpoint; https, or http on this machine"),
    protected: z.boolean().describe("Destructive verbs also want the environment's name"),
    retainData: z.boolean().describe("Keep what holds data when its stack goes away"),
    network: network.partial(),
    services: z
      .strictObject({
        "world-management": service.partial(),
        "agent-runtime": service.partial(),
        "llm-integration": service.partial(),
      } satisfies Record<(typeof serviceNames)[number], unknown>)
      .partial(),
    redis: redis.partial(),
    domain,
    logs: z.strictObject({ retentionDays: z.literal(retentionDays) }).partial(),
    containerInsights: z.enum(["disabled", "enabled", "enhanced"]),
    tracing: z.number().min(0).max(1).describe("X-Ray sampling rate"),
    waf: z.boolean(),
    backups: z.boolean(),
    trail: z.boolean().describe("A CloudTrail trail; false where the account has one already"),
    priceClass: z.enum(["PriceClass_100", "PriceClass_200", "PriceClass_All"]),
    budget: z.number().min(0).describe("Monthly budget in USD; 0 is none"),
    usage: usage.partial().describe("What gworld cost assumes; sizes nothing"),
    alarmEmail: z.email({ error: "an e-mail address" }).describe("Where alarms go"),
    github: z
      .strictObject({ repository: text(/^[\w.-]+(@\d+)?\/[\w.-]+(@\d+)?$/, "owner/name") })
      .describe("The repository whose workflows may deploy, as the subject of its OIDC tokens names it"),
  })
  .partial();

const environment = layer.extend({
  preset: z.enum(["local", "dev", "staging", "prod"]).optional().describe("What a new environment starts from"),
});

/**
 * Without a hyphen: IAM keeps environments apart by the prefix `gworld-<env>-`, and that of `dev` would hold those of
 * `dev-2`. The reserved words would do the same to the buckets and the stack of the bootstrap.
 */
const environmentName = text(
  /^(?!(?:state|logs|bootstrap)$)[a-z][a-z0-9]{1,14}$/,
  "an environment name: 2 to 15 of a-z and 0-9 without -, so that no environment's resources begin with another's name, and not state, logs or bootstrap",
);

/** The one schema of `gworld.yaml`: types and ranges of single values. What values mean together is in rules.ts. */
export const fileShape = z.strictObject({
  project: text(/^[a-z][a-z0-9-]{0,30}$/, "a lower-case name such as gworld").optional(),
  defaults: layer.nullish().describe("For every environment"),
  environments: z.record(environmentName, environment.nullable()).nullish(),
  local: z
    .strictObject({ dir: z.string().min(1).describe("Folder of the local cloud"), port: whole(0, 65_535) })
    .partial()
    .nullish(),
});

export type FileConfig = z.infer<typeof fileShape>;
export type EnvironmentLayer = z.infer<typeof layer>;
