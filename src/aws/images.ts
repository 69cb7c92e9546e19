import type { ECR } from "@aws-sdk/client-ecr";
import { failedAs, rejectedAs } from "../model/aws-error.ts";
import { isRecord, listOf, recordAt, textAt } from "../model/json.ts";
import type { RegistryImage } from "../model/registry-image.ts";
import type { Images } from "../ports/images.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";

/** Images in the private repositories of the clients' Region. */
export const ecrImages = (clients: AwsClients): Images => ({
  async find(image) {
    try {
      const manifest = await explain(clients, `ecr:BatchGetImage ${image.repository}`, async () =>
        manifestOf(await clients.ecr(), image),
      );
      if (manifest !== undefined) return { standing: "ready", architectures: architecturesIn(manifest) };
    } catch (error) {
      if (rejectedAs(error, "RepositoryNotFoundException")) return { standing: "no-repository" };
      throw error;
    }
    return { standing: "missing", tags: await tagsOf(clients, image) };
  },
});

/** Manifests of one image, and lists of those for several architectures; ECR converts what is not accepted. */
const accepted = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

async function manifestOf(ecr: ECR, { account, repository, tag, digest }: RegistryImage): Promise<string | undefined> {
  const { images = [] } = await ecr.batchGetImage({
    registryId: account,
    repositoryName: repository,
    imageIds: [digest === undefined ? { imageTag: tag } : { imageDigest: digest }],
    acceptedMediaTypes: accepted,
  });
  return images[0]?.imageManifest;
}

/** Only a list says it; the manifest of one image leaves it to a configuration that stands elsewhere (OCI image format). */
function architecturesIn(manifest: string): readonly string[] | undefined {
  const named = listOf(recordIn(manifest)["manifests"]).flatMap(
    (one) => textAt(recordAt(one, "platform"), "architecture") ?? [],
  );
  // What describes how an image was built stands in the list as well, for no architecture that is known.
  const known = named.filter((one) => one !== "unknown");
  return known.length === 0 ? undefined : known;
}

function recordIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

/** How many tags are worth telling. */
const mostTags = 5;

/** Empty where they may not be read: they are only told beside. */
async function tagsOf(clients: AwsClients, { account, repository }: RegistryImage): Promise<readonly string[]> {
  try {
    return await explain(clients, `ecr:DescribeImages ${repository}`, async () => {
      const { imageDetails = [] } = await (
        await clients.ecr()
      ).describeImages({ registryId: account, repositoryName: repository, filter: { tagStatus: "TAGGED" } });
      const byAge = imageDetails.sort((a, b) => Number(b.imagePushedAt ?? 0) - Number(a.imagePushedAt ?? 0));
      return byAge.flatMap(({ imageTags = [] }) => imageTags).slice(0, mostTags);
    });
  } catch (error) {
    if (failedAs(error, "denied")) return [];
    throw error;
  }
}
