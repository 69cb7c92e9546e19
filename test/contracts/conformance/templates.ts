/** The text of a template with these resources. */
export const template = (resources: object, rest: object = {}) => JSON.stringify({ Resources: resources, ...rest });

/** A topic: quick, free, and made anew when its name changes. */
export const topic = (properties: object = {}, rest: object = {}) => ({
  Type: "AWS::SNS::Topic",
  Properties: properties,
  ...rest,
});

export const parameter = (properties: object = {}, rest: object = {}) => ({
  Type: "AWS::SSM::Parameter",
  Properties: { Type: "String", Value: "v", ...properties },
  ...rest,
});

/** A bucket: what it holds keeps it from being deleted. */
export const bucket = (properties: object = {}, rest: object = {}) => ({
  Type: "AWS::S3::Bucket",
  Properties: properties,
  ...rest,
});

/** A resource that AWS refuses to make whenever its turn comes: the subscription of a topic that is not there. */
export const impossible = (rest: object = {}) => ({
  Type: "AWS::SNS::Subscription",
  Properties: {
    Protocol: "sqs",
    Endpoint: "arn:aws:sqs:eu-central-1:111122223333:nobody",
    TopicArn: "arn:aws:sns:eu-central-1:111122223333:no-such-topic",
  },
  ...rest,
});

/** A table with a name of its own. */
export const table = (TableName: string, AttributeName: string, rest: object = {}) => ({
  Type: "AWS::DynamoDB::Table",
  Properties: {
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName, AttributeType: "S" }],
    KeySchema: [{ AttributeName, KeyType: "HASH" }],
  },
  ...rest,
});
