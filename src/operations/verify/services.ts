import { serviceNames } from "../../model/environment.ts";
import { expectedRollouts, inDoubt, isExpected, withNewest } from "../../model/rollout.ts";
import { serviceCheck, serviceOfGroup, targetsCheck } from "../../model/verify/services.ts";
import type { Present, Probe, VerifyPorts } from "../verify.ts";

/** The services of the compute stack, and then the target groups through which they are reached. */
export function serviceProbes(
  { config, stacks, services, targets }: VerifyPorts,
  { stack, region, resources }: Present,
): readonly [services: Probe, targets: Probe] {
  const { name: env } = config;
  let body: Promise<string> | undefined;
  const expected = async () => {
    body ??= stacks(region).template(stack.id);
    return expectedRollouts(await body, await resources());
  };
  return [
    async () => {
      const [wanted, listed] = await Promise.all([expected(), services.list()]);
      const running = withNewest(listed, await services.newestDeployments(inDoubt(wanted, listed)));
      return wanted.map((one) => serviceCheck(env, one, running)).sort(inOrder);
    },
    async () => {
      const groups = (await resources()).filter(({ type }) => type === "AWS::ElasticLoadBalancingV2::TargetGroup");
      if (groups.length === 0) return [];
      const running = await services.list();
      const looks = groups.map(async ({ logicalId, physicalId }) => {
        const service = serviceOfGroup(logicalId, serviceNames);
        const desired = running.find((one) => isExpected(one, { service, taskDefinition: "" }))?.desiredCount;
        return targetsCheck(env, { service, desired }, await targets.health(physicalId));
      });
      return (await Promise.all(looks)).sort(inOrder);
    },
  ];
}

/** CloudFormation lists by logical ID; people know the services in the order in which they are always shown. */
function inOrder(one: { readonly name: string }, other: { readonly name: string }): number {
  const place = ({ name }: { readonly name: string }) =>
    serviceNames.findIndex((service) => name.endsWith(` ${service}`));
  return place(one) - place(other);
}
