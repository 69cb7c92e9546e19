import { expect, test } from "vitest";
import { bootstrap } from "../../src/commands/bootstrap.ts";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import { diff } from "../../src/commands/diff.ts";
import { scale } from "../../src/commands/scale.ts";
import type { Connection } from "../../src/ports/connection.ts";
import { deployWorld, type DeployWorld } from "../fakes/deploy-world.ts";

const homeIs = (region: string) => ({ outputs: { HomeRegion: { Value: region } } });

/** Deployed from us-east-1; what was done to it so far is forgotten. */
async function deployed() {
  const world = deployWorld();
  world.changes.set("edge", homeIs("us-east-1"));
  expect((await world.run(deploy, "--yes")).error).toBeUndefined();
  world.cloud.calls.length = 0;
  return world;
}

const of = (world: DeployWorld, account: string, region: string, partition = "aws"): Connection => ({
  ...world.connection,
  config: { ...world.config, region },
  // Elsewhere there is nothing yet.
  stacks: (where) => ({
    ...world.cloud.stacks,
    describe: async (name) => (where === "us-east-1" ? world.cloud.stacks.describe(name) : undefined),
  }),
  identity: {
    caller: async () => ({
      account,
      arn: `arn:${partition}:sts::${account}:assumed-role/ops/me`,
      region,
      source: "profile",
    }),
  },
});

const changing = ({ cloud }: DeployWorld) => cloud.calls.filter((call) => !call.startsWith("describe "));

/** Nothing was changed: CloudFormation was asked what is there and no more, no lock was taken, nothing written down. */
function expectUntouched(world: DeployWorld, before: { readonly fence: number | undefined }) {
  expect(changing(world)).toEqual([]);
  expect(world.cloud.changeSets.size).toBe(0);
  expect(world.state.revisions).toHaveLength(1);
  expect(world.locks.rows.get("dev")?.fence).toBe(before.fence);
}

const verbs = [
  { verb: deploy, argv: ["--yes"] },
  { verb: destroy, argv: ["--yes", "--with-data"] },
  { verb: diff, argv: [] },
  { verb: bootstrap, argv: ["--yes"] },
];

test.each(verbs)(
  "$verb.name is refused in another Region than the environment's, before anything is changed",
  async ({ verb, argv }) => {
    const world = await deployed();
    const fence = world.locks.rows.get("dev")?.fence;
    world.changes.set("storage", { resources: { More: { Type: "AWS::SNS::Topic" } } });
    const { error } = await world.runOn(of(world, "123456789012", "eu-west-1"), verb, ...argv);
    expect(error).toMatchObject({
      code: "refused",
      message: expect.stringMatching(/deployed in us-east-1.*eu-west-1/),
      hint: expect.stringContaining("gworld destroy --env dev --region us-east-1"),
    });
    expectUntouched(world, { fence });
  },
);

test.each([
  { verb: deploy, argv: ["--yes"] },
  { verb: destroy, argv: ["--yes", "--with-data"] },
  { verb: scale, argv: ["agent-runtime", "--count", "2", "--yes"] },
])("$verb.name is refused with credentials of another account than the last revision's", async ({ verb, argv }) => {
  const world = await deployed();
  const fence = world.locks.rows.get("dev")?.fence;
  world.changes.set("storage", { resources: { More: { Type: "AWS::SNS::Topic" } } });
  const { error } = await world.runOn(of(world, "999999999999", "us-east-1"), verb, ...argv);
  expect(error).toMatchObject({
    code: "credentials",
    message: expect.stringMatching(/123456789012.*revision 1.*999999999999/),
    hint: expect.stringMatching(/--profile.*environments\.dev\.account: "999999999999"/),
  });
  expectUntouched(world, { fence });
});

test("an account that gworld.yaml names is the word that counts", async () => {
  const world = await deployed();
  const named = of(world, "999999999999", "us-east-1");
  const { error } = await world.runOn(
    { ...named, config: { ...named.config, account: "999999999999" } },
    deploy,
    "--yes",
  );
  expect(error).toBeUndefined();
});

test.each([
  { region: "cn-north-1", partition: "aws", says: /aws-cn, but the credentials are of aws/ },
  { region: "us-gov-west-1", partition: "aws", says: /aws-us-gov/ },
  { region: "eu-west-1", partition: "aws-cn", says: /a Region of aws, but the credentials are of aws-cn/ },
])(
  "credentials of $partition are refused in $region, by deploy as by bootstrap",
  async ({ region, partition, says }) => {
    for (const verb of [deploy, bootstrap]) {
      const world = deployWorld({ bootstrapped: false });
      const { error } = await world.runOn(of(world, "123456789012", region, partition), verb, "--yes");
      expect(error).toMatchObject({ code: "credentials", message: expect.stringMatching(says) });
      expect(changing(world)).toEqual([]);
    }
  },
);

test("who cannot read the record is not refused for it, and an edge stack of before tells no Region", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  world.changes.set("storage", { resources: { More: { Type: "AWS::SNS::Topic" } } });
  world.state.failures.push(new Error("no"), new Error("no"));
  expect((await world.run(deploy, "--yes")).error).toBeUndefined();
});
