export const text = `
The local cloud is one background process on this machine that speaks AWS's protocols. Nothing but Node is needed.

Using it
  gworld deploy --env local     starts it when it is not running
  gworld local status           endpoint, process, folder
  eval "$(gworld local env)"    points the AWS CLI, Terraform, boto3 at it
  gworld local stop             what it holds stays on disk
  gworld local reset            deletes it all

Where it lives
  Folder: GWORLD_LOCAL_DIR, else local.dir of gworld.yaml, else gworld/local in the user's data directory.
  Port: GWORLD_LOCAL_PORT, else local.port, else 4600, else any free one; the folder remembers it.
  It listens on loopback only.

What is real in it
  CloudFormation with dependency order, rollback, change sets and events; DynamoDB; S3; ECS, whose tasks are processes of
  this machine; CloudWatch Logs; STS. Types with no behaviour to imitate here (VPC, CloudFront, WAF ...) are recorded:
  their properties are checked, and they are listed by gworld resources.
  An API call that is not there fails with its name; nothing pretends.

Another endpoint instead
  Give an environment an endpoint in gworld.yaml, or set AWS_ENDPOINT_URL, to use another emulator.
`;
