// Made from the code: npx vitest run test/local/inventory.test.ts -u

/** What each service of the local cloud answers and makes real; words with spaces between. */
export const services = [
  {
    service: "Application Auto Scaling",
    does: "bounds of a service, policies that scale it when alarms call, scheduled actions",
    names: `application-autoscaling`,
    operations: `DeleteScalingPolicy DeleteScheduledAction DeregisterScalableTarget DescribeScalableTargets
DescribeScalingActivities DescribeScalingPolicies DescribeScheduledActions ListTagsForResource
PutScalingPolicy PutScheduledAction RegisterScalableTarget TagResource UntagResource`,
    resources: `AWS::ApplicationAutoScaling::ScalableTarget AWS::ApplicationAutoScaling::ScalingPolicy`,
  },
  {
    service: "CloudFormation",
    does: "dependency order, change sets, imports, nested stacks, drift, rollback",
    names: `cloudformation`,
    operations: `CancelUpdateStack ContinueUpdateRollback CreateChangeSet CreateStack DeleteChangeSet DeleteStack
DescribeChangeSet DescribeEvents DescribeStackDriftDetectionStatus DescribeStackEvents DescribeStackResource
DescribeStackResourceDrifts DescribeStackResources DescribeStacks DetectStackDrift DetectStackResourceDrift
ExecuteChangeSet GetStackPolicy GetTemplate GetTemplateSummary ListChangeSets ListExports ListImports
ListStackResources ListStacks RollbackStack SetStackPolicy UpdateStack UpdateTerminationProtection
ValidateTemplate`,
    resources: `AWS::CloudFormation::Stack AWS::CloudFormation::WaitCondition AWS::CloudFormation::WaitConditionHandle`,
  },
  {
    service: "CloudWatch",
    does: "metrics that are pushed to it, and alarms that look at them and act",
    names: `monitoring`,
    operations: `DeleteAlarms DeleteDashboards DescribeAlarmHistory DescribeAlarms DescribeAlarmsForMetric DisableAlarmActions
EnableAlarmActions GetDashboard GetMetricData GetMetricStatistics ListDashboards ListMetrics
ListTagsForResource PutCompositeAlarm PutDashboard PutMetricAlarm PutMetricData SetAlarmState TagResource
UntagResource`,
    resources: `AWS::CloudWatch::Alarm AWS::CloudWatch::CompositeAlarm AWS::CloudWatch::Dashboard`,
  },
  {
    service: "CloudWatch Logs",
    does: "what tasks print, with filters, metrics of them, Live Tail and Insights queries",
    names: `logs`,
    operations: `CreateLogGroup CreateLogStream DeleteLogGroup DeleteLogStream DeleteMetricFilter DeleteQueryDefinition
DeleteRetentionPolicy DescribeLogGroups DescribeLogStreams DescribeMetricFilters DescribeQueries
DescribeQueryDefinitions FilterLogEvents GetLogEvents GetQueryResults ListTagsForResource PutLogEvents
PutMetricFilter PutQueryDefinition PutRetentionPolicy StartLiveTail StartQuery StopQuery TagResource
TestMetricFilter UntagResource`,
    resources: `AWS::Logs::LogGroup AWS::Logs::MetricFilter AWS::Logs::QueryDefinition`,
  },
  {
    service: "DynamoDB",
    does: "tables with indexes, transactions and bulk loads",
    names: `dynamodb`,
    operations: `BatchGetItem BatchWriteItem CancelBulkOperation CreateTable DeleteItem DeleteTable DescribeBulkOperation
DescribeContinuousBackups DescribeTable DescribeTimeToLive GetItem ListBulkOperations ListTables
ListTagsOfResource PutItem Query Scan StartBulkPutItems TagResource TransactGetItems TransactWriteItems
UntagResource UpdateContinuousBackups UpdateItem UpdateTable UpdateTimeToLive`,
    resources: `AWS::DynamoDB::Table`,
  },
  {
    service: "ECR",
    does: "repositories, image manifests and tags, which ECS resolves to digests; no layers",
    names: `ecr`,
    operations: `BatchCheckLayerAvailability BatchDeleteImage BatchGetImage CreateRepository DeleteLifecyclePolicy
DeleteRepository DescribeImages DescribeRepositories GetAuthorizationToken GetLifecyclePolicy ListImages
ListTagsForResource PutImage PutImageScanningConfiguration PutImageTagMutability PutLifecyclePolicy
TagResource UntagResource`,
    resources: `AWS::ECR::Repository`,
  },
  {
    service: "ECS",
    does: "services and deployments; each task is a process of this machine",
    names: `ecs`,
    operations: `CreateCluster CreateService DeleteCluster DeleteService DeregisterTaskDefinition DescribeClusters
DescribeServiceDeployments DescribeServiceRevisions DescribeServices DescribeTaskDefinition DescribeTasks
ExecuteCommand ListClusters ListServiceDeployments ListServices ListTagsForResource ListTaskDefinitionFamilies
ListTaskDefinitions ListTasks PutClusterCapacityProviders RegisterTaskDefinition RunTask StopServiceDeployment
StopTask TagResource UntagResource UpdateCluster UpdateClusterSettings UpdateService`,
    resources: `AWS::ECS::Cluster AWS::ECS::ClusterCapacityProviderAssociations AWS::ECS::Service AWS::ECS::TaskDefinition`,
  },
  {
    service: "Elastic Load Balancing",
    does: "the health of targets, found by asking them; no traffic is forwarded",
    names: `elasticloadbalancing elbv2`,
    operations: `DeregisterTargets DescribeListeners DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeRules
DescribeTags DescribeTargetGroupAttributes DescribeTargetGroups DescribeTargetHealth RegisterTargets`,
    resources: `AWS::ElasticLoadBalancingV2::Listener AWS::ElasticLoadBalancingV2::ListenerRule
AWS::ElasticLoadBalancingV2::LoadBalancer AWS::ElasticLoadBalancingV2::TargetGroup`,
  },
  {
    service: "KMS",
    does: "keys that really encrypt, aliases, policies, rotation",
    names: `kms`,
    operations: `CancelKeyDeletion CreateAlias CreateKey Decrypt DeleteAlias DescribeKey DisableKey DisableKeyRotation
EnableKey EnableKeyRotation Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateRandom
GetKeyPolicy GetKeyRotationStatus ListAliases ListKeyPolicies ListKeys ListResourceTags PutKeyPolicy ReEncrypt
RotateKeyOnDemand ScheduleKeyDeletion TagResource UntagResource UpdateAlias UpdateKeyDescription`,
    resources: `AWS::KMS::Alias AWS::KMS::Key`,
  },
  {
    service: "S3",
    does: "objects on disk, with versions, multipart uploads and conditions",
    names: `s3`,
    operations: `AbortMultipartUpload CompleteMultipartUpload CopyObject CreateBucket CreateMultipartUpload DeleteBucket
DeleteBucketCors DeleteBucketEncryption DeleteBucketLifecycleConfiguration DeleteBucketPolicy
DeleteBucketTagging DeleteObject DeleteObjectTagging DeleteObjects DeleteOwnershipControls
DeletePublicAccessBlock GetBucketAccelerateConfiguration GetBucketAcl GetBucketCors GetBucketEncryption
GetBucketLifecycleConfiguration GetBucketLocation GetBucketLogging GetBucketNotificationConfiguration
GetBucketPolicy GetBucketReplication GetBucketRequestPayment GetBucketTagging GetBucketVersioning
GetBucketWebsite GetObject GetObjectAcl GetObjectLockConfiguration GetObjectTagging GetOwnershipControls
GetPublicAccessBlock HeadBucket HeadObject ListBuckets ListMultipartUploads ListObjectVersions ListObjects
ListObjectsV2 ListParts PutBucketAcl PutBucketCors PutBucketEncryption PutBucketLifecycleConfiguration
PutBucketLogging PutBucketNotificationConfiguration PutBucketPolicy PutBucketTagging PutBucketVersioning
PutObject PutObjectAcl PutObjectTagging PutOwnershipControls PutPublicAccessBlock UploadPart UploadPartCopy`,
    resources: `AWS::S3::Bucket AWS::S3::BucketPolicy`,
  },
  {
    service: "Secrets Manager",
    does: "secrets with versions, encrypted under KMS keys",
    names: `secretsmanager`,
    operations: `CreateSecret DeleteResourcePolicy DeleteSecret DescribeSecret GetRandomPassword GetResourcePolicy
GetSecretValue ListSecretVersionIds ListSecrets PutResourcePolicy PutSecretValue RestoreSecret TagResource
UntagResource UpdateSecret UpdateSecretVersionStage`,
    resources: `AWS::SecretsManager::Secret`,
  },
  {
    service: "Service Quotas",
    does: "limits of a new account; POST /_gworld/service-quotas sets one",
    names: `servicequotas`,
    operations: `GetAWSDefaultServiceQuota GetServiceQuota ListServiceQuotas`,
    resources: ``,
  },
  {
    service: "SNS",
    does: "topics and subscriptions; messages reach this machine's web servers, all others a file",
    names: `sns`,
    operations: `ConfirmSubscription CreateTopic DeleteTopic GetSubscriptionAttributes GetTopicAttributes ListSubscriptions
ListSubscriptionsByTopic ListTagsForResource ListTopics Publish PublishBatch SetSubscriptionAttributes
SetTopicAttributes Subscribe TagResource Unsubscribe UntagResource`,
    resources: `AWS::SNS::Subscription AWS::SNS::Topic AWS::SNS::TopicPolicy`,
  },
  {
    service: "SSM Parameter Store",
    does: "parameters with versions, history and encryption",
    names: `ssm`,
    operations: `AddTagsToResource DeleteParameter DeleteParameters DescribeParameters GetParameter GetParameterHistory
GetParameters GetParametersByPath ListTagsForResource PutParameter RemoveTagsFromResource`,
    resources: `AWS::SSM::Parameter`,
  },
  {
    service: "STS",
    does: "whoever asks is one account; temporary credentials that expire",
    names: `sts`,
    operations: `AssumeRole GetAccessKeyInfo GetCallerIdentity`,
    resources: ``,
  },
] as const;

/** Types of gworld's own stacks whose properties are checked and kept, and which do nothing. */
export const recordedTypes = `AWS::ApiGateway::Account AWS::ApiGateway::Authorizer AWS::ApiGateway::Deployment AWS::ApiGateway::Method
AWS::ApiGateway::RequestValidator AWS::ApiGateway::Resource AWS::ApiGateway::RestApi AWS::ApiGateway::Stage
AWS::ApiGatewayV2::Api AWS::ApiGatewayV2::Authorizer AWS::ApiGatewayV2::Deployment
AWS::ApiGatewayV2::Integration AWS::ApiGatewayV2::Route AWS::ApiGatewayV2::Stage AWS::ApiGatewayV2::VpcLink
AWS::Backup::BackupPlan AWS::Backup::BackupSelection AWS::Backup::BackupVault AWS::Budgets::Budget
AWS::CertificateManager::Certificate AWS::CloudFormation::CustomResource AWS::CloudFront::Distribution
AWS::CloudFront::OriginAccessControl AWS::CloudFront::ResponseHeadersPolicy AWS::CloudTrail::Trail
AWS::EC2::EIP AWS::EC2::FlowLog AWS::EC2::InternetGateway AWS::EC2::NatGateway AWS::EC2::Route
AWS::EC2::RouteTable AWS::EC2::SecurityGroup AWS::EC2::SecurityGroupIngress AWS::EC2::Subnet
AWS::EC2::SubnetRouteTableAssociation AWS::EC2::VPC AWS::EC2::VPCEndpoint AWS::EC2::VPCGatewayAttachment
AWS::ElastiCache::ParameterGroup AWS::ElastiCache::ReplicationGroup AWS::ElastiCache::SubnetGroup
AWS::Events::Rule AWS::IAM::ManagedPolicy AWS::IAM::Role AWS::IAM::RolePolicy AWS::Lambda::Function
AWS::Lambda::Permission AWS::Logs::Delivery AWS::Logs::DeliveryDestination AWS::Logs::DeliverySource
AWS::Route53::RecordSet AWS::SQS::Queue AWS::SQS::QueuePolicy AWS::WAFv2::WebACL AWS::WAFv2::WebACLAssociation
AWS::XRay::Group AWS::XRay::SamplingRule`;
