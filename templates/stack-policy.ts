/** Types that hold data: losing one loses what nothing rebuilds. */
const holdsData = [
  "AWS::DynamoDB::Table",
  "AWS::ElastiCache::ReplicationGroup",
  "AWS::KMS::Key",
  "AWS::S3::Bucket",
  "AWS::SecretsManager::Secret",
];

/** Lets a deployment change everything, but replace or delete nothing that holds data. */
export const dataStackPolicy = JSON.stringify({
  Statement: [
    { Effect: "Allow", Principal: "*", Action: "Update:*", Resource: "*" },
    {
      Effect: "Deny",
      Principal: "*",
      Action: ["Update:Replace", "Update:Delete"],
      Resource: "*",
      Condition: { StringEquals: { ResourceType: holdsData } },
    },
  ],
});
