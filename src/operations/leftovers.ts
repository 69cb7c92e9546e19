import { GworldError, wordsOf } from "../model/error.ts";
import { given } from "../model/json.ts";
import { stackRegion, type StackPart } from "../model/graph.ts";
import {
  type DeclaredResource,
  keptResources,
  leftover,
  type Leftover,
  type Leftovers,
  noLeftovers,
} from "../model/leftovers.ts";
import type { Connection } from "../ports/connection.ts";

/** What is there of all that these stacks may leave behind, by whole names, whoever holds it. */
export type FindLeftovers = (parts: readonly StackPart[]) => Promise<Leftovers>;

/**
 * Asks each service for what an environment's stacks declare under names of their own, and KMS for its keys. What may not be
 * looked at is told; any other failure is thrown. Keys are looked for only where something else was found, or `always`: a Region
 * may have many, and they are asked one by one.
 */
export const leftoverSearch =
  ({ config, identity, leftovers, stacks }: SearchPorts, keys: "always" | "besides"): FindLeftovers =>
  async (parts) => {
    if (parts.length === 0) return noLeftovers;
    const { account } = await identity.caller();
    const { name: environment, region } = config;
    const declared = keptResources({ environment, account, region }).filter(({ part }) => parts.includes(part));
    const looked = await Promise.all(
      declared
        .filter(({ type }) => type !== "AWS::KMS::Key")
        .map((one) =>
          seen(one.name, async () => {
            const found = await leftovers(stackRegion(one.part, region)).find(one.type, one.name);
            return found === undefined ? [] : [leftover({ environment, region }, one, found)];
          }),
        ),
    );
    const others = merged(looked);
    const wanted = declared.filter(({ type }) => type === "AWS::KMS::Key");
    const isWanted = wanted.length > 0 && (keys === "always" || others.found.length > 0);
    const own = isWanted ? await seen("keys", () => keysOf({ config, leftovers }, wanted)) : noLeftovers;
    const { found, unseen } = merged([others, own]);
    return { found: await Promise.all(found.map((one) => held({ stacks }, one))), unseen };
  };

type SearchPorts = Pick<Connection, "config" | "identity" | "leftovers" | "stacks">;

async function held({ stacks }: Pick<SearchPorts, "stacks">, one: Leftover): Promise<Leftover> {
  return { ...one, ...given({ holder: await stacks(one.region).holder(one.type, one.physicalId) }) };
}

async function seen(name: string, look: () => Promise<readonly Leftover[]>): Promise<Leftovers> {
  try {
    return { found: await look(), unseen: [] };
  } catch (error) {
    // Somebody else's bucket, or one that may not be looked at, is refused by name.
    if (!(error instanceof GworldError) || error.code === "credentials") throw error;
    return { found: [], unseen: [{ name, because: wordsOf(error) }] };
  }
}

const merged = (all: readonly Leftovers[]): Leftovers => ({
  found: all.flatMap(({ found }) => found),
  unseen: all.flatMap(({ unseen }) => unseen),
});

/** Keys have no names: those that are described like ours and bear the environment's own tags, the newest first. */
async function keysOf(
  { config, leftovers }: Pick<SearchPorts, "config" | "leftovers">,
  declared: readonly DeclaredResource[],
): Promise<readonly Leftover[]> {
  const { name: environment, region } = config;
  const found = await leftovers(region).keys(declared.map(({ name }) => name));
  return found
    .filter(({ tags }) => tags["gworld:env"] === environment && tags["gworld:managed-by"] === "gworld")
    .toSorted((a, b) => b.createdAt - a.createdAt)
    .flatMap((key) => {
      const own = declared.find(({ name }) => name === key.description);
      return own === undefined ? [] : [leftover({ environment, region }, own, key)];
    });
}
