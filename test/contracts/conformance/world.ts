import {
  CloudFormationClient,
  type CreateChangeSetCommandInput,
  CreateChangeSetCommand,
  CreateStackCommand,
  type CreateStackCommandInput,
  DeleteStackCommand,
  type DeleteStackCommandInput,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  type ExecuteChangeSetCommandInput,
  paginateDescribeStackEvents,
  type Stack,
  UpdateStackCommand,
  type UpdateStackCommandInput,
} from "@aws-sdk/client-cloudformation";
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SNSClient } from "@aws-sdk/client-sns";
import { SSMClient } from "@aws-sdk/client-ssm";
import { setTimeout as pause } from "node:timers/promises";
import { normalised } from "./order.ts";
import { illegalSteps } from "./transitions.ts";

/** Asks until there is an answer, ever more seldom, ten minutes at most. */
export async function polled<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  let wait = 4;
  for (let waited = 0; waited < 600_000; waited += wait) {
    const found = await ask();
    if (found !== undefined) return found;
    await pause(wait);
    wait = Math.min(2_000, wait * 1.3);
  }
  throw new Error(`${what} did not come`);
}

/** The clients a script has, with the steps that scripts repeat. */
export type World = ReturnType<typeof world>;

/** How an endpoint is reached; without an address it is AWS itself. */
export interface WorldConfig {
  readonly endpoint?: string;
  readonly region: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  readonly maxAttempts: number;
}

const busy = /(?<!REVIEW)_IN_PROGRESS$/;

/** Clients of one endpoint; `prefix` makes the names of what they make this run's own. */
export function world(config: WorldConfig, prefix: string) {
  const cloudformation = new CloudFormationClient(config);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const ssm = new SSMClient(config);
  const sns = new SNSClient(config);
  const dynamodb = new DynamoDBClient(config);
  const logs = new CloudWatchLogsClient(config);
  const secrets = new SecretsManagerClient(config);
  const made = new Set<string>();
  let names = 0;
  let uploading = false;

  const stack = async (nameOrId: string): Promise<Partial<Stack>> =>
    (await cloudformation.send(new DescribeStacksCommand({ StackName: nameOrId }))).Stacks?.[0] ?? {};
  const status = async (nameOrId: string) => (await stack(nameOrId)).StackStatus ?? "";
  /** Waits until the stack rests, and answers where. */
  const settled = (nameOrId: string) =>
    polled(`the rest of ${nameOrId}`, async () => {
      const found = await status(nameOrId);
      return busy.test(found) ? undefined : found;
    });
  const begin = async (name: string, TemplateBody: string, more: Partial<CreateStackCommandInput> = {}) => {
    const input = { StackName: name, TemplateBody, ...more };
    const { StackId = "" } = await cloudformation.send(new CreateStackCommand(input));
    made.add(StackId);
    return StackId;
  };
  const events = async (nameOrId: string) => {
    const all = [];
    for await (const { StackEvents = [] } of paginateDescribeStackEvents(
      { client: cloudformation },
      { StackName: nameOrId },
    ))
      all.push(...StackEvents);
    return all.reverse();
  };
  const described = async (ChangeSetName: string, StackName?: string, IncludePropertyValues = false) => {
    for (let wait = 4; ; wait = Math.min(2_000, wait * 1.3)) {
      const input = { ChangeSetName, StackName, IncludePropertyValues };
      const found = await cloudformation.send(new DescribeChangeSetCommand(input));
      if (found.Status === "CREATE_COMPLETE" || found.Status === "FAILED") return found;
      await pause(wait);
    }
  };
  return {
    cloudformation,
    s3,
    ssm,
    sns,
    dynamodb,
    logs,
    secrets,
    config,
    stack,
    status,
    settled,
    begin,
    events,
    described,
    /** A name nobody has used. */
    fresh: () => `${prefix}-${(names += 1)}`,
    /** Creates and waits; the status it comes to. */
    create: async (name: string, body: string, more: Partial<CreateStackCommandInput> = {}) =>
      settled(await begin(name, body, more)),
    update: async (name: string, body: string, more: Partial<UpdateStackCommandInput> = {}) => {
      await cloudformation.send(new UpdateStackCommand({ StackName: name, TemplateBody: body, ...more }));
      return settled(name);
    },
    /** Deletes and waits, by the ID under which a deleted stack is told of. */
    remove: async (name: string, more: Partial<DeleteStackCommandInput> = {}) => {
      const { StackId = "" } = await stack(name);
      await cloudformation.send(new DeleteStackCommand({ StackName: name, ...more }));
      return settled(StackId);
    },
    /** Makes a change set and waits until it is worked out. */
    propose: async (name: string, body: string, more: Partial<CreateChangeSetCommandInput> = {}) => {
      const input = { StackName: name, ChangeSetName: `c${(names += 1)}`, TemplateBody: body, ...more };
      const { Id = "", StackId = "" } = await cloudformation.send(new CreateChangeSetCommand(input));
      made.add(StackId);
      return described(Id, name);
    },
    execute: async (
      { ChangeSetId, StackId = "" }: { ChangeSetId?: string | undefined; StackId?: string | undefined },
      more: Partial<ExecuteChangeSetCommandInput> = {},
    ) => {
      await cloudformation.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId, ...more }));
      return settled(StackId);
    },
    /** The history of a stack, normalised, oldest first. */
    history: async (nameOrId: string) => (await events(nameOrId)).map(normalised),
    /** The reason of the first event of that kind. */
    reason: async (nameOrId: string, logicalId: string, resourceStatus: string) =>
      (await events(nameOrId)).find(
        (event) => event.LogicalResourceId === logicalId && event.ResourceStatus === resourceStatus,
      )?.ResourceStatusReason,
    /** Puts a template where CloudFormation can read it, and answers its address. */
    upload: async (Key: string, Body: string) => {
      const Bucket = `${prefix}-templates`;
      if (!uploading) await s3.send(new CreateBucketCommand({ Bucket }));
      uploading = true;
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
      const host = `https://s3.${config.region}.amazonaws.com`;
      return `${config.endpoint ?? host}/${Bucket}/${Key}`;
    },
    put: (Bucket: string, Key = "kept") => s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" })),
    unput: (Bucket: string, Key = "kept") => s3.send(new DeleteObjectCommand({ Bucket, Key })),
    /** Makes steps of a resource fail, where the endpoint is the local cloud. */
    fault: async (fault: { logicalId: string; action: string; reason: string }) => {
      await fetch(`${config.endpoint ?? ""}/_gworld/faults`, { method: "POST", body: JSON.stringify(fault) });
    },
    /** Every status that stacks of this world were in, and every step of theirs that AWS does not have. */
    looked: async () => {
      const histories = [];
      for (const id of made) histories.push(await events(id));
      const own = histories.flat().filter(({ PhysicalResourceId, StackId }) => PhysicalResourceId === StackId);
      return {
        seen: own.map(({ ResourceStatus }) => ResourceStatus),
        illegal: histories.flatMap((each) => illegalSteps(each)),
      };
    },
    destroy: () => [cloudformation, s3, ssm, sns, dynamodb, logs, secrets].forEach((client) => client.destroy()),
  };
}

/** `Code: message` of a call that is refused; what is different in each run is replaced. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return neutral(`${error.name}: ${error.message}`);
  }
  return "it was not refused";
}

/** A text without this run's IDs and names. */
export const neutral = (text = "") =>
  text
    .replaceAll(/arn:aws:cloudformation:[\w-]+:\d+:stack\/[\w-]+\/[\w-]+/g, "<stack ID>")
    .replaceAll(/arn:aws:cloudformation:[\w-]+:\d+:changeSet\/[\w-]+\/[\w-]+/g, "<change set ID>")
    .replaceAll(/\bconf[a-z0-9]*-\d+/g, "<stack>");
