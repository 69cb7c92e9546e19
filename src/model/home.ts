import type { EnvironmentConfig } from "./environment.ts";
import { GworldError } from "./error.ts";
import { partitionOf } from "./partition.ts";
import type { Revision } from "./revision.ts";

type Home = Pick<EnvironmentConfig, "name" | "account" | "region">;

/**
 * Refuses credentials of another partition than that of the configured Region, and of another account than the one that the
 * last revision was deployed from, where gworld.yaml does not say which it is to be. Throws `credentials`.
 */
export function refuseForeignCaller(
  { name, account, region }: Home,
  caller: { readonly account: string; readonly arn: string },
  latest?: Pick<Revision, "revision" | "by">,
): void {
  const own = ownerOf(caller.arn);
  const partition = partitionOf(region);
  if (own !== undefined && own.partition !== partition)
    throw foreign(
      `${name} is in ${region}, a Region of ${partition}, but the credentials are of ${own.partition}`,
      `Choose credentials of ${partition} with --profile or AWS_PROFILE, or correct environments.${name}.region.`,
    );
  const before = ownerOf(latest?.by ?? "");
  if (account !== undefined || before === undefined || before.account === caller.account) return;
  throw foreign(
    `${name} was deployed from account ${before.account} last (revision ${latest?.revision}), but the credentials are of ${caller.account}`,
    `Choose those of ${before.account} with --profile or AWS_PROFILE. If ${caller.account} is meant, say so in gworld.yaml: environments.${name}.account: "${caller.account}".`,
  );
}

/** The output of an edge stack that tells where the other stacks of its environment are. */
export const homeOutput = "HomeRegion";

/**
 * Refuses to act on an environment in a Region that is not the one it is in, as its edge stack says: that stack and the roles
 * are the only ones of their name in an account, so a second copy would take them from the first. Throws `refused`.
 */
export function refuseOtherRegion(
  { name, region }: Home,
  edge: { readonly outputs: Readonly<Record<string, string>> } | undefined,
): void {
  const home = edge?.outputs[homeOutput];
  if (home === undefined || home === region) return;
  throw new GworldError(
    "refused",
    `${name} is deployed in ${home}, but this is about ${region}: a second copy would take the first one's edge stack and roles.`,
    {
      hint: `Leave out --region, or set environments.${name}.region to ${home}. A copy in ${region} needs a name of its own; to move ${name}, first: gworld destroy --env ${name} --region ${home}`,
    },
  );
}

/** Whose an identity is, from its ARN. What is none, such as "unknown", tells nothing. */
function ownerOf(arn: string): { readonly partition: string; readonly account: string } | undefined {
  const [, partition, account] = /^arn:([^:]+):(?:iam|sts)::(\d{12}):/.exec(arn) ?? [];
  return partition === undefined || account === undefined ? undefined : { partition, account };
}

const foreign = (message: string, hint: string) => new GworldError("credentials", `${message}.`, { hint });
