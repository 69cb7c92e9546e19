import { ECR } from "@aws-sdk/client-ecr";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { SSM } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { localCredentials } from "../../src/model/local-credentials.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { oneService, runsOn, type ServiceContent } from "./small-services.ts";
import { acts } from "./somebody-else.ts";

let world: FaultWorld;
beforeAll(async () => {
  world = await faultWorld();
  await world.run(deploy, "--yes", "--stack", "network", "security", "storage");
});
beforeEach(() => world.forgetCalls());
afterAll(() => world.stop());

const deployed = { exit: 0, result: { result: "deployed" } };
const deployCompute = (...more: string[]) => world.run(deploy, "--stack", "compute", ...more);
const serve = (content: Partial<ServiceContent>) =>
  world.content.set("compute", oneService(world.config.name, { script: runsOn, ...content }));
const given = (...from: readonly unknown[]) => ({
  Secrets: from.map((ValueFrom, index) => ({ Name: `GIVEN_${index}`, ValueFrom })),
});
const account = () => ({ endpoint: world.endpoint, region: world.config.region, credentials: localCredentials });
const done = async () => acts(await world.calls("cloudformation"));

test("20: what tasks are given and is not there is told before anybody approves, with the commands that put it there", async () => {
  const secrets = new SecretsManager(account());
  const { ARN: empty } = await secrets.createSecret({ Name: "empty" });
  const { ARN: going } = await secrets.createSecret({ Name: "going", SecretString: "value" });
  await secrets.deleteSecret({ SecretId: going, RecoveryWindowInDays: 7 });
  const absent = { "Fn::Sub": "arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:model-key-AbCdEf:key::" };
  const parameter = {
    "Fn::Join": ["", ["arn:aws:ssm:", { Ref: "AWS::Region" }, ":", { Ref: "AWS::AccountId" }, ":parameter/model/url"]],
  };
  serve({ container: given(absent, parameter, empty, going) });
  const declined = await deployCompute();
  expect(declined.exit).toBe(12);
  expect(declined.stderr).toMatch(
    /Task \(gworld-dev-compute\) is given the secret arn:\S+:secret:model-key-AbCdEf, which is not there in us-east-1: its tasks will not start\. .*aws secretsmanager create-secret --region us-east-1 --name model-key --secret-string/,
  );
  expect(declined.stderr).toContain("aws ssm put-parameter --region us-east-1 --name /model/url --type SecureString");
  expect(declined.stderr).toContain(`${empty}, which has no value`);
  expect(declined.stderr).toContain(`aws secretsmanager put-secret-value --region us-east-1 --secret-id ${empty}`);
  expect(declined.stderr).toContain(`aws secretsmanager restore-secret --region us-east-1 --secret-id ${going}`);
  expect(await done()).toEqual([]);
  expect(await world.calls("secretsmanager")).not.toContainEqual(
    expect.objectContaining({ operation: "GetSecretValue" }),
  );
});

test("20: what is there, and what the same deployment makes, is not missed", async () => {
  const { ARN: kept } = await new SecretsManager(account()).createSecret({ Name: "kept", SecretString: "value" });
  await new SSM(account()).putParameter({ Name: "plain", Value: "value", Type: "String" });
  const Made = {
    Type: "AWS::SecretsManager::Secret",
    Properties: { Name: "made", GenerateSecretString: {} },
  };
  const Named = { Type: "AWS::SSM::Parameter", Properties: { Name: "/made/too", Type: "String", Value: "value" } };
  serve({
    container: given({ Ref: "Made" }, kept, "plain", "/made/too"),
    resources: { Made },
  });
  world.content.set("security", { resources: { Named } });
  const end = await world.run(deploy, "--stack", "security", "compute", "--yes");
  expect(end.stderr).not.toMatch(/is given|not known/);
  expect(end).toMatchObject(deployed);
  await world.forgetCalls();
  expect(await deployCompute("--yes")).toMatchObject({ exit: 0, result: { result: "unchanged" } });
  expect([...(await world.calls("secretsmanager")), ...(await world.calls("ssm"))]).toEqual([]);
  serve({});
  expect(await deployCompute("--yes", "--allow-replace", "Made")).toMatchObject(deployed);
});

test("20: whoever may not look is told so once, and deploys all the same", async () => {
  const message =
    "User: arn:aws:sts::000000000000:assumed-role/Deployer/ada is not authorized to perform: ssm:DescribeParameters on resource: *";
  await world.breakCalls({ service: "ssm", operation: "DescribeParameters", code: "AccessDeniedException", message });
  serve({ container: given("plain"), task: { Memory: "1024" } });
  const end = await deployCompute("--yes");
  expect(end).toMatchObject(deployed);
  expect(end.stderr.split("Whether all that tasks are given is there is not known: not allowed: ssm:")).toHaveLength(2);
  await world.mend();
});

test("20: a task that did not find its secret when it started is told with the secret, and how to look at it", async () => {
  const missing = "arn:aws:secretsmanager:us-east-1:000000000000:secret:late-AbCdEf";
  serve({ container: given(missing) });
  const failed = await deployCompute("--yes");
  expect(failed.exit).toBe(1);
  expect(failed.stderr).toContain(`is given the secret ${missing}, which is not there`);
  expect(failed.error?.message).toContain(`a task of agent-runtime could not have the secret late (${missing})`);
  expect(failed.error?.hint).toContain(`aws secretsmanager describe-secret --region us-east-1 --secret-id ${missing}`);
  expect((await world.told())[0]).toBe("failed");
  serve({ container: given("/late") });
  const again = await deployCompute("--yes");
  expect(again.error?.message).toContain("a task of agent-runtime could not have the parameter /late");
  serve({});
  expect(await deployCompute("--yes")).toMatchObject(deployed);
});

const registry = "000000000000.dkr.ecr.us-east-1.amazonaws.com/app";
const manifests = {
  one: { schemaVersion: 2, mediaType: "application/vnd.docker.distribution.manifest.v2+json", layers: [] },
  intel: {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.index.v1+json",
    manifests: [{ platform: { architecture: "amd64" } }, { platform: { architecture: "unknown" } }],
  },
};
const push = (imageTag: string, manifest: object) =>
  new ECR(account()).putImage({ repositoryName: "app", imageTag, imageManifest: JSON.stringify(manifest) });
const runs = (image: string, CpuArchitecture = "X86_64"): Partial<ServiceContent> => ({
  container: { Image: image },
  task: { RuntimePlatform: { CpuArchitecture } },
});

test("19: an image that is not in its repository is told before anybody approves, with what is there and how to push it", async () => {
  serve(runs(`${registry}:v2`));
  const homeless = await deployCompute();
  expect(homeless.exit).toBe(12);
  expect(homeless.stderr).toContain("aws ecr create-repository --region us-east-1 --repository-name app");
  await new ECR(account()).createRepository({ repositoryName: "app" });
  await push("v1", manifests.one);
  const absent = await deployCompute();
  expect(absent.exit).toBe(12);
  expect(absent.stderr).toContain(
    `Task (gworld-dev-compute) runs ${registry}:v2, and the repository app has no v2: its tasks will not start. It has v1. Push it: docker push ${registry}:v2`,
  );
  expect(await done()).not.toContain("ExecuteChangeSet");
  await push("v2", { ...manifests.one, layers: [{ digest: "sha256:other", size: 1 }] });
  const there = await deployCompute("--yes");
  expect(there).toMatchObject(deployed);
  expect(there.stderr).not.toContain("will not start");
});

test("19: an image for another architecture than the tasks' is told before anybody approves, with how to build it", async () => {
  await push("intel", manifests.intel);
  serve(runs(`${registry}:intel`, "ARM64"));
  const wrong = await deployCompute();
  expect(wrong.exit).toBe(12);
  expect(wrong.stderr).toContain(`runs ${registry}:intel, which is made for amd64, and its tasks run on arm64`);
  expect(wrong.stderr).toContain(`docker buildx build --platform linux/arm64 --tag ${registry}:intel --push .`);
  expect(await done()).not.toContain("ExecuteChangeSet");
  serve(runs(`${registry}:intel`));
  const right = await deployCompute("--yes");
  expect(right.stderr).not.toMatch(/made for|not known/);
  expect(right).toMatchObject(deployed);
});

test("19: a task that cannot pull its image is told with the image and what to check, and the pushed one then runs", async () => {
  const message =
    "User: arn:aws:sts::000000000000:assumed-role/Deployer/ada is not authorized to perform: ecr:BatchGetImage on resource: *";
  await world.breakCalls({ service: "ecr", operation: "BatchGetImage", code: "AccessDeniedException", message });
  serve(runs(`${registry}:v3`));
  const failed = await deployCompute("--yes");
  expect(failed.exit).toBe(1);
  expect(failed.stderr).toContain(
    "Whether the images of all tasks are there is not known: not allowed: ecr:BatchGetImage",
  );
  expect(failed.error?.message).toContain(`a task of agent-runtime could not have the image ${registry}:v3`);
  expect(failed.error?.hint).toContain(
    `aws ecr describe-images --region us-east-1 --registry-id 000000000000 --repository-name app lists what there is, docker push ${registry}:v3`,
  );
  expect((await world.told())[0]).toBe("failed");
  await world.mend();
  await push("v3", { ...manifests.one, layers: [{ digest: "sha256:third", size: 1 }] });
  expect(await deployCompute("--yes")).toMatchObject(deployed);
  expect((await world.told())[0]).toBe("deployed");
});
