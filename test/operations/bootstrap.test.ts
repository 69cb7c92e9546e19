import { afterAll, beforeAll, expect, test } from "vitest";
import { parseArguments } from "../../src/cli/parse.ts";
import { bootstrap } from "../../src/commands/bootstrap.ts";
import { s3Objects } from "../../src/aws/s3.ts";
import { connectAws } from "../../src/main/connect.ts";
import { systemClock } from "../../src/main/system-clock.ts";
import { createSynth } from "../../src/main/synth.ts";
import { localCredentials } from "../../src/model/local-credentials.ts";
import { bootstrapStackName, stateBucketName, stateTableName } from "../../src/model/names.ts";
import { devConfig, fakeContext } from "../fakes/context.ts";
import { localCloudForTests } from "../fakes/local-cloud.ts";
import { replaced } from "../templates/checked.ts";
import { bootstrap as template } from "../templates/synthesized.ts";

let cloud: Awaited<ReturnType<typeof localCloudForTests>>;
beforeAll(async () => {
  cloud = await localCloudForTests();
});
afterAll(() => cloud.stop());

const own = "000000000000";

/** `gworld bootstrap --yes` with the product's own template and adapters, by somebody of an account. */
async function run(account = own): Promise<unknown> {
  const options = { region: "us-east-1", endpoint: cloud.endpoint, credentials: localCredentials };
  const connection = connectAws(devConfig, options, systemClock);
  const caller = async () => ({ ...(await connection.identity.caller()), account });
  const connect = async () => ({
    ...connection,
    identity: { caller },
    objects: () => s3Objects(cloud.clients, async () => account),
  });
  const synth = createSynth({ read: async () => undefined, write: async () => {} });
  const { context, io } = fakeContext({ synth });
  await bootstrap.run(parseArguments(bootstrap, ["--yes"]), { ...context, clock: systemClock, connect });
  return io.results.at(-1);
}

async function deployed() {
  const cloudFormation = await cloud.clients.cloudFormation();
  const { Stacks: stacks = [] } = await cloudFormation.describeStacks({});
  return stacks.find(({ StackName: name }) => name === bootstrapStackName);
}

test("a bucket of the state's name that another account holds is refused, and nothing is made", async () => {
  const s3 = await cloud.clients.s3();
  const other = "999999999999";
  await s3.createBucket({ Bucket: stateBucketName(other, "us-east-1") });
  await expect(run(other)).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining(`${stateBucketName(other, "us-east-1")} is not ours`),
  });
  expect(await deployed()).toBeUndefined();
});

/** What an older gworld could have made: no expiry of rows, no logging of APIs, version 0. */
const older = [
  { path: "Resources/StateTable/Properties/TimeToLiveSpecification", value: undefined },
  { path: "Resources/ApiGatewayAccount", value: undefined },
  { path: "Description", value: "gworld-bootstrap (gworld template 0123456789abcdef)" },
  { path: "Outputs/Version/Value", value: "0" },
].reduce((body: unknown, { path, value }) => replaced(body, path.split("/"), value), JSON.parse(template().body));

test("the backend of an older gworld is updated in place, once, and keeps its rows", async () => {
  const [cloudFormation, dynamo] = await Promise.all([cloud.clients.cloudFormation(), cloud.clients.dynamoDb()]);
  await cloudFormation.createStack({
    StackName: bootstrapStackName,
    TemplateBody: JSON.stringify(older),
    Capabilities: ["CAPABILITY_NAMED_IAM"],
    EnableTerminationProtection: true,
  });
  await expect.poll(async () => (await deployed())?.StackStatus).toBe("CREATE_COMPLETE");
  const row = { pk: { S: "ENV#dev" }, sk: { S: "REV#0000000001" } };
  await dynamo.putItem({ TableName: stateTableName, Item: { ...row, by: { S: "an older gworld" } } });

  expect(await run()).toMatchObject({ result: "updated", version: 1, table: stateTableName });

  const { Item: kept } = await dynamo.getItem({ TableName: stateTableName, Key: row });
  expect(kept).toMatchObject({ by: { S: "an older gworld" } });
  expect((await deployed())?.Outputs).toContainEqual(
    expect.objectContaining({ OutputKey: "Version", OutputValue: "1" }),
  );
  const resources = await cloudFormation.listStackResources({ StackName: bootstrapStackName });
  expect(resources.StackResourceSummaries?.map(({ LogicalResourceId: id }) => id)).toContain("ApiGatewayAccount");
  expect(await run()).toMatchObject({ result: "unchanged" });
});
