import { absentText, localServices, recorded, recordedText, serviceText, servicesText } from "./local-services-text.ts";

/** What programs are told beside the text. */
export const facts = { services: localServices, recorded };

/** One service, with the names of its operations. */
export const within = serviceText;

export const absent = absentText;

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
${servicesText()}
  gworld help local <service> lists the operations, such as gworld help local logs. Any other fails with its name.

What is only recorded
  Every other type: its properties are checked, gworld resources lists it, and it does nothing. Addresses of such
  resources, as in gworld outputs, do not answer. Of gworld's own stacks these are:
${recordedText()}

Time
  Nothing waits unless you ask: gworld local start --time-scale 0.01 gives each resource a hundredth of the time that AWS
  takes, with a spread that GWORLD_LOCAL_TIME_SEED draws. While it runs:
  curl -X POST "$AWS_ENDPOINT_URL/_gworld/time" -d '{"scale":1,"seed":7}'

Making a resource fail
  The next task definition cannot be created, once; leave out type or action to match any, {"clear":"true"} ends it all:
  eval "$(gworld local env)"
  curl -X POST "$AWS_ENDPOINT_URL/_gworld/faults" \\
    -d '{"type":"AWS::ECS::TaskDefinition","action":"create","reason":"no capacity","times":1}'

Setting an alarm off
  An alarm in ALARM does what it is set to do, until it is looked at again; a stack that watches it goes back:
  aws cloudwatch set-alarm-state --alarm-name errors --state-value ALARM --state-reason test

Making a call fail
  Three in ten calls of DynamoDB are throttled. operation (as AWS's API has it: Query, GetObject), nth and times say which
  calls; instead of code there are latency (milliseconds), cut (request, response, half, reset) and bucket
  ({"rate":5,"burst":5}); {"clear":"true"} ends it all:
  curl -X POST "$AWS_ENDPOINT_URL/_gworld/call-faults" \\
    -d '{"service":"dynamodb","probability":0.3,"code":"ThrottlingException"}'

Fargate without room
  No task is placed any more ("Capacity is unavailable at this time"), until -X DELETE; FARGATE or FARGATE_SPOT:
  curl -X POST "$AWS_ENDPOINT_URL/_gworld/fargate-capacity" -d '{"unavailable":"FARGATE"}'

What was asked
  Each AWS call with its caller, the resources it names, how it ended and the faults that struck it; the last 5000.
  since (a sequence number), service and operation filter; -X DELETE forgets them, as it ends faults:
  curl "$AWS_ENDPOINT_URL/_gworld/calls?service=cloudformation&operation=CreateChangeSet"

Is it like AWS
  gworld's tests hold it to more than 200 statements about AWS, each with its source. The same scripts run against any
  endpoint: GWORLD_CONFORMANCE_ENDPOINT=<address, or aws> npx vitest run test/contracts/conformance

Another endpoint instead
  Give an environment an endpoint in gworld.yaml, or set AWS_ENDPOINT_URL, to use another emulator.
`;
