import { ECR } from "@aws-sdk/client-ecr";
import { ECS } from "@aws-sdk/client-ecs";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { expect, onTestFinished, test } from "vitest";
import { serveCloud } from "../../../src/local/cloud.ts";
import { keepsTag } from "../../../src/local/ecr/repositories.ts";
import { fakeGround } from "../fake-ground.ts";
import { folder } from "../serving.ts";
import { ecrPart } from "../../../src/local/ecr/part.ts";
import { caller } from "../fake-ground.ts";

const settled = { timeout: 20_000, interval: 50 };
const credentials = { accessKeyId: "a", secretAccessKey: "b" };

async function cloud(dir = folder()) {
  const serving = await serveCloud({ dir });
  const config = { region: "eu-central-1", endpoint: serving.endpoint, credentials, maxAttempts: 1 };
  const clients = { ecr: new ECR(config), ecs: new ECS(config), cloudformation: new CloudFormation(config) };
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    for (const client of Object.values(clients)) client.destroy();
    await serving.stop();
  };
  onTestFinished(stop);
  return { ...clients, dir, stop };
}

const mediaType = "application/vnd.docker.distribution.manifest.v2+json";
const manifest = (what: string) => JSON.stringify({ schemaVersion: 2, mediaType, layers: [], what });

test("a task runs the image its tag names, all tasks of a deployment the same, and none that is not there", async () => {
  const { ecr, ecs } = await cloud();
  const { repository } = await ecr.createRepository({ repositoryName: "app" });
  const put = async (what: string) =>
    (await ecr.putImage({ repositoryName: "app", imageManifest: manifest(what), imageTag: "1" })).image?.imageId;
  await ecs.createCluster({ clusterName: "c" });
  const image = `${repository?.repositoryUri}:1`;
  const command = ["node", "-e", "setInterval(()=>{},1e3)"];
  await ecs.registerTaskDefinition({
    family: "app",
    cpu: "256",
    memory: "512",
    containerDefinitions: [{ name: "app", image, command }],
  });
  const { tasks: [lost] = [] } = await ecs.runTask({ cluster: "c", taskDefinition: "app" });
  const task = async (arn = "") => (await ecs.describeTasks({ cluster: "c", tasks: [arn] })).tasks?.[0];
  await expect.poll(async () => (await task(lost?.taskArn))?.lastStatus, settled).toBe("STOPPED");
  expect(await task(lost?.taskArn)).toMatchObject({
    stopCode: "TaskFailedToStart",
    stoppedReason: `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${image}: not found`,
  });

  const first = await put("one");
  await ecs.createService({ cluster: "c", serviceName: "s", taskDefinition: "app", desiredCount: 1 });
  const digests = async () => {
    const { taskArns: tasks = [] } = await ecs.listTasks({ cluster: "c", serviceName: "s" });
    if (tasks.length === 0) return [];
    const described = await ecs.describeTasks({ cluster: "c", tasks });
    return (described.tasks ?? []).flatMap(({ containers = [] }) => containers.map(({ imageDigest }) => imageDigest));
  };
  await expect.poll(digests, settled).toEqual([first?.imageDigest]);
  // The tag moves: what the deployment began with stays, until the next one (ECS developer guide, image resolution).
  const second = await put("two");
  await ecs.updateService({ cluster: "c", service: "s", desiredCount: 2 });
  await expect.poll(digests, settled).toEqual([first?.imageDigest, first?.imageDigest]);
  await ecs.updateService({ cluster: "c", service: "s", forceNewDeployment: true });
  await expect.poll(digests, settled).toEqual([second?.imageDigest, second?.imageDigest]);
  const { services: [service] = [] } = await ecs.describeServices({ cluster: "c", services: ["s"] });
  const serviceRevisionArns = [service?.currentServiceRevisions?.[0]?.arn ?? ""];
  expect((await ecs.describeServiceRevisions({ serviceRevisionArns })).serviceRevisions).toMatchObject([
    { containerImages: [{ containerName: "app", image, imageDigest: second?.imageDigest }] },
  ]);
});

test("repositories and images are there after a restart", async () => {
  const first = await cloud();
  await first.ecr.createRepository({ repositoryName: "app", imageTagMutability: "IMMUTABLE" });
  await first.ecr.putImage({ repositoryName: "app", imageManifest: manifest("one"), imageTag: "1" });
  const before = await first.ecr.describeImages({ repositoryName: "app" });
  await first.stop();
  const { ecr } = await cloud(first.dir);
  expect((await ecr.describeImages({ repositoryName: "app" })).imageDetails).toEqual(before.imageDetails);
  expect((await ecr.describeRepositories({})).repositories).toMatchObject([{ imageTagMutability: "IMMUTABLE" }]);
});

// CloudFormation template reference, AWS::ECR::Repository: EmptyOnDelete, Ref, GetAtt.
test.each([
  [true, "DELETE_COMPLETE"],
  [false, "DELETE_FAILED"],
])("a stack's repository with images and EmptyOnDelete %s ends as %s", async (EmptyOnDelete, ended) => {
  const { ecr, cloudformation } = await cloud();
  const repository = (more: object) => ({
    Resources: {
      Images: {
        Type: "AWS::ECR::Repository",
        Properties: {
          RepositoryName: "app",
          EmptyOnDelete,
          ImageScanningConfiguration: { ScanOnPush: true },
          LifecyclePolicy: { LifecyclePolicyText: '{"rules":[]}' },
          ...more,
        },
      },
    },
    Outputs: { Uri: { Value: { "Fn::GetAtt": ["Images", "RepositoryUri"] } }, Name: { Value: { Ref: "Images" } } },
  });
  const body = (more = {}) => JSON.stringify(repository(more));
  const { StackId: StackName } = await cloudformation.createStack({ StackName: "s", TemplateBody: body() });
  const stack = async () => (await cloudformation.describeStacks({ StackName })).Stacks?.[0];
  await expect.poll(async () => (await stack())?.StackStatus, settled).toBe("CREATE_COMPLETE");
  expect((await stack())?.Outputs).toMatchObject([
    { OutputKey: "Uri", OutputValue: "000000000000.dkr.ecr.eu-central-1.amazonaws.com/app" },
    { OutputKey: "Name", OutputValue: "app" },
  ]);
  await cloudformation.updateStack({ StackName, TemplateBody: body({ ImageTagMutability: "IMMUTABLE" }) });
  await expect.poll(async () => (await stack())?.StackStatus, settled).toBe("UPDATE_COMPLETE");
  expect((await ecr.describeRepositories({})).repositories).toMatchObject([
    { imageTagMutability: "IMMUTABLE", imageScanningConfiguration: { scanOnPush: true } },
  ]);
  expect((await ecr.getLifecyclePolicy({ repositoryName: "app" })).lifecyclePolicyText).toBe('{"rules":[]}');
  await ecr.putImage({ repositoryName: "app", imageManifest: manifest("one"), imageTag: "1" });
  expect((await ecr.describeImages({ repositoryName: "app" })).imageDetails).toMatchObject([
    { imageScanStatus: { status: "COMPLETE" } },
  ]);
  await cloudformation.deleteStack({ StackName });
  await expect.poll(async () => (await stack())?.StackStatus, settled).toBe(ended);
  if (EmptyOnDelete) return;
  const { StackEvents = [] } = await cloudformation.describeStackEvents({ StackName });
  expect(StackEvents.map(({ ResourceStatusReason }) => ResourceStatusReason).join()).toContain(
    "cannot be deleted because it still contains images",
  );
});

// API reference, PutImageTagMutability: exclusion filters.
test.each([
  ["MUTABLE", "v1", false],
  ["IMMUTABLE", "v1", true],
  ["IMMUTABLE_WITH_EXCLUSION", "latest", false],
  ["IMMUTABLE_WITH_EXCLUSION", "v1", true],
  ["MUTABLE_WITH_EXCLUSION", "latest-2", true],
])("in a repository that is %s the tag %s stays: %s", (mutability, tag, stays) => {
  const filter = { filterType: "WILDCARD", filter: "latest*" };
  const row = { arn: "a", name: "n", region: "r", createdAt: 0, scanOnPush: false, encryption: {}, tags: {} };
  expect(keepsTag({ ...row, mutability, exclusionFilters: [filter] }, tag)).toBe(stays);
});

test.each([
  ["CreateRepository", { repositoryName: "Upper" }, "InvalidParameterException"],
  ["PutImage", { repositoryName: "app", imageManifest: "no" }, "InvalidParameterException"],
  [
    "PutImage",
    { repositoryName: "app", imageManifest: "{}", imageDigest: `sha256:${"0".repeat(64)}` },
    "ImageDigestDoesNotMatchException",
  ],
  ["BatchGetImage", { repositoryName: "app", imageIds: [] }, "InvalidParameterException"],
  ["DescribeImages", { repositoryName: "app", registryId: "111111111111" }, "RepositoryNotFoundException"],
])("%s of %o is refused with %s", async (operation, input, code) => {
  const call = caller(ecrPart(fakeGround()));
  await call("CreateRepository", { repositoryName: "app" });
  await expect(call(operation, input)).rejects.toMatchObject({ code });
});

// The text is recorded of AWS, for each of these.
test.each(["no", "[]", "{}", JSON.stringify({ schemaVersion: 2, layers: [] }), JSON.stringify({ mediaType })])(
  "%s is no manifest of an image",
  async (imageManifest) => {
    const call = caller(ecrPart(fakeGround()));
    await call("CreateRepository", { repositoryName: "app" });
    await expect(call("PutImage", { repositoryName: "app", imageManifest })).rejects.toMatchObject({
      code: "InvalidParameterException",
      message: "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'",
    });
    expect(await call("ListImages", { repositoryName: "app" })).toMatchObject({ imageIds: [] });
  },
);

test("a manifest that does not tell its media type is taken when the request tells it", async () => {
  const call = caller(ecrPart(fakeGround()));
  await call("CreateRepository", { repositoryName: "app" });
  const imageManifest = JSON.stringify({ schemaVersion: 2, layers: [] });
  const imageManifestMediaType = "application/vnd.oci.image.manifest.v1+json";
  expect(
    await call("PutImage", { repositoryName: "app", imageManifest, imageManifestMediaType, imageTag: "1" }),
  ).toMatchObject({ image: { imageManifestMediaType } });
});
