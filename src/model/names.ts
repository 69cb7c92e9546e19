/** The six tables that hold worlds, by their name in the data model. */
export const worldTables = ["Worlds", "Agents", "MemoryStreams", "WorldObjects", "Events", "Snapshots"] as const;
export type WorldTable = (typeof worldTables)[number];

/** The buckets of an environment: snapshots of worlds, the web client, and S3's own access logs. */
export const bucketUses = ["snapshots", "web", "logs"] as const;
export type BucketUse = (typeof bucketUses)[number];

/** Physical names gworld decides itself, so that no lookup stands between a verb and the thing it acts on. */
export const clusterName = (environment: string) => `gworld-${environment}`;
export const tableName = (environment: string, table: WorldTable) => `gworld-${environment}-${table}`;
export const taskFamily = (environment: string, service: string) => `gworld-${environment}-${service}`;
export const repositoryName = (environment: string, service: string) => `gworld-${environment}/${service}`;
export const replicationGroupId = (environment: string) => `gworld-${environment}`;
export const restApiName = (environment: string) => `gworld-${environment}`;

/** S3 names are global: account and Region keep them from being taken by somebody else. */
export const bucketName = (environment: string, use: BucketUse, account: string, region: string) =>
  `gworld-${environment}-${use}-${account}-${region}`;

/** A service's log group; its streams are `<service>/<container>/<task id>`. */
export const logGroupName = (environment: string, service: string) => `/gworld/${environment}/${service}`;

/** The one container of every task, which `release` gives its image. */
export const containerName = "app";

/** An SSM parameter that applications and people read, such as `redis/endpoint`. */
export const parameterPath = (environment: string, key: string) => `/gworld/${environment}/${key}`;

/** A secret of an environment, such as `redis`. */
export const secretName = (environment: string, use: string) => `gworld/${environment}/${use}`;

/** IAM lists and limits the roles of an environment by this path. */
export const rolePath = (environment: string) => `/gworld/${environment}/`;
export const roleName = (environment: string, use: string) => `gworld-${environment}-${use}`;

/** The stack that prepares a target: account and Region. */
export const bootstrapStackName = "gworld-bootstrap";
export const stateTableName = "gworld-state";
export const stateBucketName = (account: string, region: string) => `gworld-state-${account}-${region}`;

/** Keys in the state bucket: below the environment whose roles alone may write there, and named by the SHA-256 of what they hold. */
export const templateKey = (environment: string, sha256: string) => `templates/${environment}/${sha256}.json`;
/** Where templates of older revisions are; nothing is written there any more. */
export const formerTemplateKey = (sha256: string) => `templates/${sha256}.json`;
/** Of change sets that only show what would change: who may plan may write there, so that nothing is deployed from it. */
export const plannedTemplateKey = (environment: string, sha256: string) => `plans/${environment}/${sha256}.json`;
export const revisionKey = (environment: string, sha256: string) => `revisions/${environment}/${sha256}.json`;

/** Receives what must be written before or beside an environment's own buckets: flow logs and load balancer logs. */
export const deliveryBucketName = (account: string, region: string) => `gworld-logs-${account}-${region}`;

/** `world-management` -> `WorldManagement`: how a service is called in logical IDs, parameters and outputs. */
export const pascalCase = (name: string) =>
  name
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");

/** The parameter of the compute stack that names a service's image. */
export const imageParameter = (service: string) => `${pascalCase(service)}Image`;
