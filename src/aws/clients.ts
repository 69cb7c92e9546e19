import type { ApplicationAutoScaling } from "@aws-sdk/client-application-auto-scaling";
import type { CloudFormation } from "@aws-sdk/client-cloudformation";
import type { CloudWatch } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import type { DynamoDB } from "@aws-sdk/client-dynamodb";
import type { ECR } from "@aws-sdk/client-ecr";
import type { ECS } from "@aws-sdk/client-ecs";
import type { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { KMS } from "@aws-sdk/client-kms";
import type { S3 } from "@aws-sdk/client-s3";
import type { SecretsManager } from "@aws-sdk/client-secrets-manager";
import type { ServiceQuotas } from "@aws-sdk/client-service-quotas";
import type { SSM } from "@aws-sdk/client-ssm";
import type { STS } from "@aws-sdk/client-sts";
import type { AwsCredentialIdentity } from "@smithy/types";
import { clientSettings, customEndpoint, type ClientSettings } from "./client-settings.ts";
import type { Callee } from "./explain.ts";
import { sharedCredentials, type Credentialed, type SharedCredentials } from "./shared-credentials.ts";

export interface AwsClientOptions {
  readonly region: string;
  /** A custom endpoint for all services. Without one the SDK's own settings hold: AWS_ENDPOINT_URL, profiles ... */
  readonly endpoint?: string | undefined;
  /** What the SDK's own settings say for S3, whose addresses gworld writes itself. The SDK finds it unaided. */
  readonly ambientEndpoint?: string | undefined;
  /** Fixed credentials, as of the local cloud; else the SDK's chain. */
  readonly credentials?: AwsCredentialIdentity | undefined;
  readonly profile?: string | undefined;
  /** gworld's version, for the user agent. */
  readonly version?: string | undefined;
  /** Receives one line a call (service, operation, status, tries), never a value of a request or an answer. */
  readonly trace?: ((line: string) => void) | undefined;
}

/** SDK clients of one Region: loaded when first asked for, made once, sharing one set of credentials. */
export interface AwsClients extends Callee, Pick<SharedCredentials, "belongTo" | "renewals"> {
  cloudFormation(): Promise<CloudFormation>;
  /** For calls that start something: does not repeat a request that was answered with 500. */
  cloudFormationWrites(): Promise<CloudFormation>;
  ecr(): Promise<ECR>;
  ecs(): Promise<ECS>;
  autoScaling(): Promise<ApplicationAutoScaling>;
  loadBalancing(): Promise<ElasticLoadBalancingV2>;
  cloudWatch(): Promise<CloudWatch>;
  logs(): Promise<CloudWatchLogs>;
  /** Of its own for each caller, who destroys it: nothing else ends a Live Tail session. */
  liveTail(): Promise<CloudWatchLogs>;
  dynamoDb(): Promise<DynamoDB>;
  s3(): Promise<S3>;
  kms(): Promise<KMS>;
  secretsManager(): Promise<SecretsManager>;
  serviceQuotas(): Promise<ServiceQuotas>;
  ssm(): Promise<SSM>;
  sts(): Promise<STS>;
  source: SharedCredentials["source"];
  /** Clients of another Region with the same endpoint and credentials. */
  inRegion(region: string): AwsClients;
}

/** Loads no SDK code until a client is asked for. */
export function awsClients(options: AwsClientOptions): AwsClients {
  return clientsOf(options, sharedCredentials(options));
}

function clientsOf(options: AwsClientOptions, identity: SharedCredentials): AwsClients {
  const settings = (afterServerError = true) => clientSettings(options, identity.current(), afterServerError);
  const once = <C extends Credentialed>(make: (settings: ClientSettings) => Promise<C>, afterServerError = true) => {
    let made: { readonly client: Promise<C>; readonly since: number } | undefined;
    return () => {
      if (made?.since !== identity.renewals())
        made = {
          client: make(settings(afterServerError)).then((client) => identity.learn(client)),
          since: identity.renewals(),
        };
      return made.client;
    };
  };
  const cloudFormation = async (own: ClientSettings) =>
    new (await import("@aws-sdk/client-cloudformation")).CloudFormation(own);
  return {
    region: options.region,
    endpoint: customEndpoint(options),
    profile: options.profile,
    cloudFormation: once(cloudFormation),
    cloudFormationWrites: once(cloudFormation, false),
    ecr: once(async (own) => new (await import("@aws-sdk/client-ecr")).ECR(own)),
    ecs: once(async (own) => new (await import("@aws-sdk/client-ecs")).ECS(own)),
    autoScaling: once(
      async (own) => new (await import("@aws-sdk/client-application-auto-scaling")).ApplicationAutoScaling(own),
    ),
    loadBalancing: once(
      async (own) => new (await import("@aws-sdk/client-elastic-load-balancing-v2")).ElasticLoadBalancingV2(own),
    ),
    cloudWatch: once(async (own) => new (await import("@aws-sdk/client-cloudwatch")).CloudWatch(own)),
    logs: once(async (own) => new (await import("@aws-sdk/client-cloudwatch-logs")).CloudWatchLogs(own)),
    liveTail: async () => {
      const own = settings();
      const { CloudWatchLogs: Logs } = await import("@aws-sdk/client-cloudwatch-logs");
      // AWS has a host of its own for it, which is not there in front of another endpoint.
      return identity.learn(new Logs({ ...own, disableHostPrefix: own.customEndpoint !== undefined }));
    },
    dynamoDb: once(async (own) => new (await import("@aws-sdk/client-dynamodb")).DynamoDB(own)),
    s3: once(
      async (own) =>
        new (await import("@aws-sdk/client-s3")).S3({
          ...own,
          forcePathStyle: own.customEndpoint !== undefined,
          // An archive elsewhere (`--from`) may be of any Region.
          followRegionRedirects: true,
          // What matters is proved by gworld's own hashes, which can say which chunk of which world is damaged.
          responseChecksumValidation: "WHEN_REQUIRED",
        }),
    ),
    kms: once(async (own) => new (await import("@aws-sdk/client-kms")).KMS(own)),
    secretsManager: once(async (own) => new (await import("@aws-sdk/client-secrets-manager")).SecretsManager(own)),
    serviceQuotas: once(async (own) => new (await import("@aws-sdk/client-service-quotas")).ServiceQuotas(own)),
    ssm: once(async (own) => new (await import("@aws-sdk/client-ssm")).SSM(own)),
    sts: once(async (own) => new (await import("@aws-sdk/client-sts")).STS(own)),
    source: () => identity.source(),
    renew: () => identity.renew(),
    renewals: () => identity.renewals(),
    belongTo: (account) => identity.belongTo(account),
    inRegion: (region) => clientsOf({ ...options, region }, identity),
  };
}
