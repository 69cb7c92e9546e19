import { createHash } from "node:crypto";
import { ECR } from "@aws-sdk/client-ecr";
import { afterAll, expect, test } from "vitest";
import { contract } from "./endpoints.ts";

let names = 0;
const manifestOf = (what: string) =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: "application/vnd.docker.distribution.manifest.v2+json",
    config: {
      mediaType: "application/vnd.docker.container.image.v1+json",
      size: 10,
      digest: `sha256:${"c".repeat(64)}`,
    },
    layers: [{ mediaType: "application/vnd.docker.image.rootfs.diff.tar.gzip", size: 32, digest: layer(what) }],
  });
/** The sha256 digest of a text. */
const layer = (what: string) => `sha256:${createHash("sha256").update(what).digest("hex")}`;

contract("ECR", ({ name: side, account }, config) => {
  const clients: ECR[] = [];
  const ecr = () => {
    const [made = new ECR(config())] = clients;
    clients[0] = made;
    return made;
  };
  afterAll(() => clients.forEach((each) => each.destroy()));

  async function repository(given: { imageTagMutability?: "IMMUTABLE" | "MUTABLE" } = {}) {
    const repositoryName = `contract/${side}-${(names += 1)}`;
    await ecr().createRepository({ repositoryName, ...given });
    const put = async (what: string, imageTag?: string) =>
      (
        await ecr().putImage({
          repositoryName,
          imageManifest: manifestOf(what),
          ...(imageTag !== undefined && { imageTag }),
        })
      ).image;
    return { repositoryName, put };
  }

  // API reference, Repository: members, and CreateRepository: what is not said.
  test("a repository is what was asked for, once", async () => {
    const { repositoryName } = await repository();
    const { repositories } = await ecr().describeRepositories({ repositoryNames: [repositoryName] });
    expect(repositories).toMatchObject([
      {
        repositoryName,
        registryId: account,
        repositoryArn: `arn:aws:ecr:eu-central-1:${account}:repository/${repositoryName}`,
        repositoryUri: `${account}.dkr.ecr.eu-central-1.amazonaws.com/${repositoryName}`,
        imageTagMutability: "MUTABLE",
        imageScanningConfiguration: { scanOnPush: false },
        encryptionConfiguration: { encryptionType: "AES256" },
      },
    ]);
    await expect(ecr().createRepository({ repositoryName })).rejects.toMatchObject({
      name: "RepositoryAlreadyExistsException",
      message: `The repository with name '${repositoryName}' already exists in the registry with id '${account}'`,
    });
    await expect(ecr().describeRepositories({ repositoryNames: ["missing"] })).rejects.toMatchObject({
      name: "RepositoryNotFoundException",
      message: `The repository with name 'missing' does not exist in the registry with id '${account}'`,
    });
  });

  test("an image is found by its digest and by its tags", async () => {
    const { repositoryName, put } = await repository();
    const image = await put("one", "a");
    const imageDigest = image?.imageId?.imageDigest;
    expect(image).toMatchObject({ repositoryName, registryId: account, imageId: { imageTag: "a" } });
    await put("one", "b");
    const { imageIds = [] } = await ecr().listImages({ repositoryName });
    expect(new Set(imageIds.map(({ imageTag }) => imageTag))).toEqual(new Set(["a", "b"]));
    const { imageDetails } = await ecr().describeImages({ repositoryName, imageIds: [{ imageTag: "a" }] });
    expect(imageDetails).toMatchObject([{ imageDigest, imageTags: ["a", "b"], imagePushedAt: expect.any(Date) }]);
    const got = await ecr().batchGetImage({ repositoryName, imageIds: [{ imageDigest }, { imageTag: "none" }] });
    expect(got).toMatchObject({
      images: [{ imageManifest: manifestOf("one") }],
      failures: [{ failureCode: "ImageNotFound", failureReason: "Requested image not found" }],
    });
    await expect(put("one", "a")).rejects.toMatchObject({
      name: "ImageAlreadyExistsException",
      message: `Image with digest '${imageDigest}' and tag 'a' already exists in the repository with name '${repositoryName}' in registry with id '${account}'`,
    });
    await expect(ecr().describeImages({ repositoryName, imageIds: [{ imageTag: "none" }] })).rejects.toMatchObject({
      name: "ImageNotFoundException",
      message: `The image with imageId {imageDigest:'null', imageTag:'none'} does not exist within the repository with name '${repositoryName}' in the registry with id '${account}'`,
    });
  });

  test("a tag moves in a mutable repository", async () => {
    const mutable = await repository();
    await mutable.put("one", "latest");
    const second = await mutable.put("two", "latest");
    const { imageIds = [] } = await ecr().listImages({ repositoryName: mutable.repositoryName });
    expect(imageIds.find(({ imageTag }) => imageTag === "latest")?.imageDigest).toBe(second?.imageId?.imageDigest);
  });

  test.skipIf(side === "moto")(
    "a tag stays in an immutable repository (moto: takes all manifests for one)",
    async () => {
      const immutable = await repository({ imageTagMutability: "IMMUTABLE" });
      await immutable.put("one", "latest");
      await expect(immutable.put("two", "latest")).rejects.toMatchObject({
        name: "ImageTagAlreadyExistsException",
        message: expect.stringMatching(
          /^The image tag 'latest' already exists in the '.*' repository and cannot be overwritten/,
        ),
      });
    },
  );

  test("a tag is deleted alone, an image with its last tag or by its digest", async () => {
    const { repositoryName, put } = await repository();
    const imageDigest = (await put("one", "a"))?.imageId?.imageDigest;
    await put("one", "b");
    const ids = async () => (await ecr().listImages({ repositoryName })).imageIds;
    const remove = (imageId: object) => ecr().batchDeleteImage({ repositoryName, imageIds: [imageId] });
    expect(await remove({ imageTag: "a" })).toMatchObject({ imageIds: [{ imageTag: "a", imageDigest }], failures: [] });
    expect(await ids()).toEqual([{ imageTag: "b", imageDigest }]);
    expect((await remove({ imageDigest })).failures).toEqual([]);
    expect(await ids()).toEqual([]);
    expect((await remove({ imageTag: "a" })).failures).toMatchObject([{ failureCode: "ImageNotFound" }]);
  });

  test("a repository with images is deleted by force alone", async () => {
    const { repositoryName, put } = await repository();
    await put("one", "a");
    await expect(ecr().deleteRepository({ repositoryName })).rejects.toMatchObject({
      name: "RepositoryNotEmptyException",
      message: `The repository with name '${repositoryName}' in registry with id '${account}' cannot be deleted because it still contains images`,
    });
    await ecr().deleteRepository({ repositoryName, force: true });
    await expect(ecr().listImages({ repositoryName })).rejects.toMatchObject({ name: "RepositoryNotFoundException" });
  });

  test("settings, lifecycle policy and tags are kept", async () => {
    const { repositoryName } = await repository();
    const resourceArn = `arn:aws:ecr:eu-central-1:${account}:repository/${repositoryName}`;
    await ecr().putImageTagMutability({ repositoryName, imageTagMutability: "IMMUTABLE" });
    await ecr().putImageScanningConfiguration({ repositoryName, imageScanningConfiguration: { scanOnPush: true } });
    expect((await ecr().describeRepositories({ repositoryNames: [repositoryName] })).repositories).toMatchObject([
      { imageTagMutability: "IMMUTABLE", imageScanningConfiguration: { scanOnPush: true } },
    ]);
    await expect(ecr().getLifecyclePolicy({ repositoryName })).rejects.toMatchObject({
      name: "LifecyclePolicyNotFoundException",
    });
    const selection = { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 30 };
    const lifecyclePolicyText = JSON.stringify({ rules: [{ rulePriority: 1, selection, action: { type: "expire" } }] });
    await ecr().putLifecyclePolicy({ repositoryName, lifecyclePolicyText });
    expect(await ecr().getLifecyclePolicy({ repositoryName })).toMatchObject({ lifecyclePolicyText });
    await ecr().tagResource({ resourceArn, tags: [{ Key: "env", Value: "dev" }] });
    expect((await ecr().listTagsForResource({ resourceArn })).tags).toEqual([{ Key: "env", Value: "dev" }]);
  });

  // API reference, ImageIdentifier: imageDigest, the sha256 digest of the image manifest.
  test.skipIf(side === "moto")("an image's digest is that of its manifest (moto: digests something else)", async () => {
    const { put } = await repository();
    expect((await put("one"))?.imageId).toEqual({ imageDigest: layer(manifestOf("one")) });
  });

  // API reference, BatchCheckLayerAvailability.
  test.skipIf(side === "moto")("layers are those that images name (moto: has no layers)", async () => {
    const { repositoryName, put } = await repository();
    await put("one", "a");
    const layerDigests = [layer("one"), layer("none")];
    expect(await ecr().batchCheckLayerAvailability({ repositoryName, layerDigests })).toMatchObject({
      layers: [{ layerAvailability: "AVAILABLE", layerSize: 32 }, { layerAvailability: "UNAVAILABLE" }],
      failures: [],
    });
  });

  test("whoever asks may ask for a token, which ends", async () => {
    const { authorizationData: [given] = [] } = await ecr().getAuthorizationToken({});
    expect(Buffer.from(given?.authorizationToken ?? "", "base64").toString()).toMatch(/^AWS:/);
    expect(given?.expiresAt).toBeInstanceOf(Date);
  });
});
