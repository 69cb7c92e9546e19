/** The three services every environment runs, in the order they are shown. */
export const serviceNames = ["world-management", "agent-runtime", "llm-integration"] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Sizes and bounds of one Fargate service. cpu in CPU units (1024 = 1 vCPU), memory in MiB, targets in percent. */
export interface ServiceConfig {
  readonly cpu: number;
  readonly memory: number;
  readonly min: number;
  readonly max: number;
  readonly cpuTarget: number;
  readonly memoryTarget: number;
  /**
   * none: FARGATE only; all: FARGATE_SPOT only; burst: min tasks on FARGATE, what is above on Spot three to one;
   * half: half of min on FARGATE, the rest on Spot.
   */
  readonly spot: "none" | "all" | "burst" | "half";
}

export interface NetworkConfig {
  readonly cidr: string;
  readonly azs: 2 | 3;
  /** The Availability Zones by name, as many as azs; absent = the first ones of the Region. */
  readonly zones?: readonly string[] | undefined;
  readonly nat: "none" | "single" | "perAz";
  /** Interface endpoints by service name, such as `secretsmanager` or `ecr.api`. Gateway endpoints always exist. */
  readonly endpoints: readonly string[];
  readonly flowLogs: "none" | "reject" | "all";
}

/** nodes counts primary and replicas; more than one needs multiAz. snapshotDays 0 keeps no backup. */
export interface RedisConfig {
  readonly nodeType: string;
  readonly nodes: number;
  readonly multiAz: boolean;
  readonly engineVersion: string;
  readonly snapshotDays: number;
}

/** A custom domain for the distribution; the certificate must be in us-east-1. */
export interface DomainConfig {
  readonly name: string;
  readonly hostedZoneId?: string | undefined;
  readonly certificateArn?: string | undefined;
}

/** Retention in days, of a kind CloudWatch Logs accepts (1, 3, 5, 7, 14, 30, 60, 90, ...). */
export interface LogsConfig {
  readonly retentionDays: number;
}

/** What a month is assumed to bring, for estimates of its cost only. Nothing is sized by it. */
export interface UsageConfig {
  /** Millions of requests to the REST API, through CloudFront. */
  readonly requests: number;
  /** Millions of messages of the WebSocket API. */
  readonly messages: number;
  /** Millions of minutes that its clients are connected. */
  readonly connectionMinutes: number;
  /** Millions of request units of all tables. */
  readonly tableWrites: number;
  readonly tableReads: number;
  readonly tableGb: number;
  /** GB through the NAT gateways. */
  readonly natGb: number;
  /** GB through the interface endpoints. */
  readonly endpointGb: number;
  /** Load balancer capacity units, on average. */
  readonly balancerUnits: number;
  /** GB that the services log. */
  readonly logGb: number;
  readonly flowLogGb: number;
  /** Millions of requests to KMS. */
  readonly keyRequests: number;
  readonly bucketGb: number;
  readonly imageGb: number;
}

/** Everything that decides the templates of one environment: one deployed copy of the system. */
export interface EnvironmentConfig {
  readonly name: string;
  readonly project: string;
  /** The account this environment must be in; absent = whichever the credentials name. */
  readonly account?: string | undefined;
  readonly region: string;
  /** A custom AWS endpoint, shown in a banner; plain http only to loopback. */
  readonly endpoint?: string | undefined;
  /** Destructive verbs on a protected environment also want its name. */
  readonly protected: boolean;
  /** Keep what holds data when its stack goes away, and refuse stack deletion. */
  readonly retainData: boolean;
  readonly network: NetworkConfig;
  readonly services: Readonly<Record<ServiceName, ServiceConfig>>;
  readonly redis: RedisConfig;
  readonly domain?: DomainConfig | undefined;
  readonly logs: LogsConfig;
  readonly containerInsights: "disabled" | "enabled" | "enhanced";
  /** X-Ray sampling rate, 0 to 1. */
  readonly tracing: number;
  readonly waf: boolean;
  readonly backups: boolean;
  /** A CloudTrail trail of the account. One is enough, and the second costs. */
  readonly trail: boolean;
  readonly priceClass: "PriceClass_100" | "PriceClass_200" | "PriceClass_All";
  /** Monthly budget in USD; 0 = none. */
  readonly budget: number;
  readonly usage: UsageConfig;
  /** Where alarms go; absent = topics without subscription. */
  readonly alarmEmail?: string | undefined;
  /** The repository (`owner/name`) whose workflows may plan and deploy through OIDC; absent = no such roles. */
  readonly github?: { readonly repository: string } | undefined;
}
