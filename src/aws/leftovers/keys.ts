import type { KeyMetadata, KMS } from "@aws-sdk/client-kms";
import { failedAs } from "../../model/aws-error.ts";
import type { FoundKey } from "../../model/leftovers.ts";
import type { AwsClients } from "../clients.ts";
import { explain } from "../explain.ts";
import { type Leaving, unlessGone } from "./leaving.ts";

const gone = ["NotFoundException"];

/** The shortest time that KMS takes between a key's last day and its end (API reference, ScheduleKeyDeletion). */
const shortestDays = 7;

export function keyLeftovers(clients: AwsClients): Leaving {
  const call = <T>(action: string, run: (client: KMS) => Promise<T>) =>
    explain(clients, `kms:${action}`, async () => run(await clients.kms()));
  const find = (id: string) => describe(clients, id);
  return {
    find,
    /** A key whose deletion is taken back is disabled. */
    async revive(id) {
      await call(`CancelKeyDeletion ${id}`, (client) => client.cancelKeyDeletion({ KeyId: id }));
      await call(`EnableKey ${id}`, (client) => client.enableKey({ KeyId: id }));
    },
    async remove(id) {
      const key = await find(id);
      if (key === undefined || key.goesAt !== undefined) return;
      await call(`ScheduleKeyDeletion ${id}`, (client) =>
        client.scheduleKeyDeletion({ KeyId: id, PendingWindowInDays: shortestDays }),
      );
    },
  };
}

/** The customer keys of the Region that are described so. One that may not be looked at is somebody else's. */
export async function keysLike(clients: AwsClients, descriptions: readonly string[]): Promise<readonly FoundKey[]> {
  const wanted = new Set(descriptions);
  const found: FoundKey[] = [];
  for (let marker: string | undefined; ;) {
    const page = await explain(clients, "kms:ListKeys", async () =>
      (await clients.kms()).listKeys({ Limit: 1_000, ...(marker !== undefined && { Marker: marker }) }),
    );
    for (const { KeyId: id = "" } of page.Keys ?? []) {
      const key = await describe(clients, id).catch((error: unknown) => {
        if (failedAs(error, "denied")) return undefined;
        throw error;
      });
      if (key !== undefined && wanted.has(key.description)) found.push({ ...key, tags: await tagsOf(clients, id) });
    }
    marker = page.NextMarker;
    if (page.Truncated !== true || marker === undefined) return found;
  }
}

const describe = (clients: AwsClients, id: string) =>
  unlessGone(gone, () =>
    explain(clients, `kms:DescribeKey ${id}`, async () => {
      const { KeyMetadata: key } = await (await clients.kms()).describeKey({ KeyId: id });
      return key?.KeyManager === "AWS" ? undefined : key && keyOf(key);
    }),
  );

const keyOf = ({ KeyId = "", Arn = "", Description = "", CreationDate, DeletionDate }: KeyMetadata): FoundKey => ({
  physicalId: KeyId,
  arn: Arn,
  description: Description,
  createdAt: CreationDate?.getTime() ?? 0,
  tags: {},
  goesAt: DeletionDate?.getTime(),
});

async function tagsOf(clients: AwsClients, id: string): Promise<FoundKey["tags"]> {
  const { Tags = [] } = await explain(clients, `kms:ListResourceTags ${id}`, async () =>
    (await clients.kms()).listResourceTags({ KeyId: id }),
  );
  return Object.fromEntries(Tags.map(({ TagKey = "", TagValue = "" }) => [TagKey, TagValue]));
}
