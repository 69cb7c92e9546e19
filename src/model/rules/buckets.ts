import { listOf, recordAt, textAt } from "../json.ts";
import { at, type Rule } from "./rule.ts";
import { conditionValues, services, type PolicyStatement, statementsOf } from "./statements.ts";
import { ofType, type Placed, target, type TemplateSet } from "./template-set.ts";

/** AWS services that deliver logs to buckets, none of which can write under a customer key. */
const deliverers = [
  "logging.s3.amazonaws.com",
  "delivery.logs.amazonaws.com",
  "cloudtrail.amazonaws.com",
  "logdelivery.elasticloadbalancing.amazonaws.com",
];

const buckets = (set: TemplateSet) => ofType(set, "AWS::S3::Bucket");

const policyOf = (set: TemplateSet, bucket: Placed): readonly PolicyStatement[] =>
  ofType(set, "AWS::S3::BucketPolicy")
    .filter(
      ({ stack, properties }) => stack === bucket.stack && target(set, stack, properties["Bucket"])?.id === bucket.id,
    )
    .flatMap(statementsOf);

const receivesLogs = (set: TemplateSet, bucket: Placed) =>
  policyOf(set, bucket).some((statement) => services(statement).some((service) => deliverers.includes(service)));

function encryption({ properties }: Placed) {
  const [rule] = listOf(recordAt(properties, "BucketEncryption")["ServerSideEncryptionConfiguration"]);
  return {
    algorithm: textAt(recordAt(rule, "ServerSideEncryptionByDefault"), "SSEAlgorithm"),
    bucketKey: recordAt({ rule }, "rule")["BucketKeyEnabled"] === true,
  };
}

export const logBuckets: Rule = {
  id: "GW-L05",
  title: "a bucket that AWS delivers logs to has S3's own key: deliveries under a customer key fail in silence",
  check: (set) => [
    ...buckets(set)
      .filter((bucket) => receivesLogs(set, bucket) && encryption(bucket).algorithm !== "AES256")
      .map((bucket) => at(bucket, "receives logs, but not with S3's own key")),
    ...buckets(set).flatMap((bucket) => {
      const name = recordAt(bucket.properties, "LoggingConfiguration")["DestinationBucketName"];
      const destination = name === undefined ? undefined : target(set, bucket.stack, name);
      return destination !== undefined && !receivesLogs(set, destination)
        ? [at(bucket, `its access logs go to ${destination.id}, which does not let S3 write them`)]
        : [];
    }),
  ],
};

export const privateBuckets: Rule = {
  id: "GW-L24",
  title: "buckets are private, versioned, encrypted, tidy, and speak TLS 1.2 or newer only",
  check: (set) =>
    buckets(set).flatMap((bucket) =>
      wants(set, bucket)
        .filter(([, kept]) => !kept)
        .map(([what]) => at(bucket, what)),
    ),
};

function wants(set: TemplateSet, bucket: Placed): readonly (readonly [string, boolean])[] {
  const { properties } = bucket;
  const block = recordAt(properties, "PublicAccessBlockConfiguration");
  const denials = policyOf(set, bucket).filter(({ effect, principal }) => effect === "Deny" && principal === "*");
  const denies = (operator: string, key: string, value: string) =>
    denials.some((statement) => conditionValues(statement, operator, key).includes(value));
  const [ownership] = listOf(recordAt(properties, "OwnershipControls")["Rules"]);
  const rules = listOf(recordAt(properties, "LifecycleConfiguration")["Rules"]);
  const { algorithm, bucketKey } = encryption(bucket);
  return [
    ["keeps no versions", textAt(recordAt(properties, "VersioningConfiguration"), "Status") === "Enabled"],
    ["can become public", blocks.every((name) => block[name] === true)],
    ["others can own its objects", textAt(ownership, "ObjectOwnership") === "BucketOwnerEnforced"],
    ["takes requests without TLS", denies("Bool", "aws:SecureTransport", "false")],
    ["takes requests over TLS older than 1.2", denies("NumericLessThan", "s3:TlsVersion", "1.2")],
    ["has no customer key with a bucket key", receivesLogs(set, bucket) || (algorithm === "aws:kms" && bucketKey)],
    [
      "keeps abandoned uploads",
      rules.some((rule) => "DaysAfterInitiation" in recordAt(rule, "AbortIncompleteMultipartUpload")),
    ],
  ];
}

const blocks = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"];
