/** Resource types that hold what cannot be made again, and what is lost with them. */
const stateful: Readonly<Record<string, string>> = {
  "AWS::Backup::BackupVault": "recovery points",
  "AWS::CloudTrail::EventDataStore": "audit events",
  "AWS::Cognito::UserPool": "users",
  "AWS::DocDB::DBCluster": "its data",
  "AWS::DynamoDB::GlobalTable": "its items",
  "AWS::DynamoDB::Table": "its items",
  "AWS::EC2::Volume": "its blocks",
  "AWS::ECR::Repository": "its images",
  "AWS::EFS::FileSystem": "its files",
  "AWS::ElastiCache::CacheCluster": "its keys",
  "AWS::ElastiCache::ReplicationGroup": "its keys",
  "AWS::ElastiCache::ServerlessCache": "its keys",
  "AWS::KMS::Key": "everything encrypted with it",
  "AWS::Kinesis::Stream": "its records",
  "AWS::Logs::LogGroup": "its log events",
  "AWS::OpenSearchService::Domain": "its documents",
  "AWS::RDS::DBCluster": "its data",
  "AWS::RDS::DBInstance": "its data",
  "AWS::Route53::HostedZone": "its records",
  "AWS::S3::Bucket": "its objects",
  "AWS::SQS::Queue": "its messages",
  "AWS::SecretsManager::Secret": "its value",
};

/** What is lost when a resource of this type goes; undefined where nothing is. */
export const lostWith = (type: string): string | undefined => stateful[type];
