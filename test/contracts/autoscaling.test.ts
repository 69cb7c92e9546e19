import {
  ApplicationAutoScalingClient,
  DeleteScalingPolicyCommand,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  DescribeScalingPoliciesCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from "@aws-sdk/client-application-auto-scaling";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import { afterAll, expect, test } from "vitest";
import { starterImage } from "../../templates/starter/starter.ts";
import { contract } from "./endpoints.ts";

let names = 0;

contract("Application Auto Scaling", ({ name: side }, config) => {
  const made: { scaling?: ApplicationAutoScalingClient; ecs?: ECSClient } = {};
  const scaling = () => (made.scaling ??= new ApplicationAutoScalingClient(config()));
  const ecs = () => (made.ecs ??= new ECSClient(config()));
  afterAll(() => {
    made.scaling?.destroy();
    made.ecs?.destroy();
  });

  /** A service whose tasks end at once and which wants two: what counts here is its desired count. */
  async function service() {
    const name = `scaled-${(names += 1)}`;
    await ecs().send(new CreateClusterCommand({ clusterName: name }));
    await ecs().send(
      new RegisterTaskDefinitionCommand({
        family: name,
        containerDefinitions: [
          { name: "app", image: starterImage, command: ["node", "-e", "setInterval(()=>{},1e4)"], memory: 128 },
        ],
      }),
    );
    await ecs().send(
      new CreateServiceCommand({ cluster: name, serviceName: name, taskDefinition: name, desiredCount: 2 }),
    );
    const target = {
      ServiceNamespace: "ecs",
      ResourceId: `service/${name}/${name}`,
      ScalableDimension: "ecs:service:DesiredCount",
    } as const;
    const register = (MinCapacity: number, MaxCapacity: number) =>
      scaling().send(new RegisterScalableTargetCommand({ ...target, MinCapacity, MaxCapacity }));
    const targets = async () =>
      (
        await scaling().send(
          new DescribeScalableTargetsCommand({ ServiceNamespace: "ecs", ResourceIds: [target.ResourceId] }),
        )
      ).ScalableTargets;
    const desiredCount = async () =>
      (await ecs().send(new DescribeServicesCommand({ cluster: name, services: [name] }))).services?.[0]?.desiredCount;
    return { target, register, targets, desiredCount };
  }

  test("bounds are registered, changed and taken away", async () => {
    const { target, register, targets } = await service();
    await register(1, 4);
    expect(await targets()).toMatchObject([{ ...target, MinCapacity: 1, MaxCapacity: 4 }]);
    await register(2, 8);
    expect(await targets()).toMatchObject([{ MinCapacity: 2, MaxCapacity: 8 }]);
    await scaling().send(new DeregisterScalableTargetCommand(target));
    expect(await targets()).toEqual([]);
  });

  test.skipIf(side === "moto")(
    "bounds that are not there cannot be taken away (moto: ValidationException)",
    async () => {
      const { target } = await service();
      await expect(scaling().send(new DeregisterScalableTargetCommand(target))).rejects.toMatchObject({
        name: "ObjectNotFoundException",
      });
    },
  );

  test.skipIf(side === "moto")(
    "a desired count outside the bounds is moved to the nearest (moto: moves nothing and has no activities)",
    async () => {
      const { target, register, desiredCount } = await service();
      await register(3, 6);
      await expect.poll(desiredCount).toBe(3);
      await register(0, 1);
      await expect.poll(desiredCount).toBe(1);
      const { ScalingActivities } = await scaling().send(
        new DescribeScalingActivitiesCommand({ ServiceNamespace: "ecs", ResourceId: target.ResourceId }),
      );
      expect(ScalingActivities).toMatchObject([{ StatusCode: "Successful" }, { StatusCode: "Successful" }]);
    },
  );

  test("policies of a target are put, described and deleted", async () => {
    const { target, register } = await service();
    await register(1, 4);
    const policy = {
      ...target,
      PolicyName: "cpu",
      PolicyType: "TargetTrackingScaling",
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 65,
        PredefinedMetricSpecification: { PredefinedMetricType: "ECSServiceAverageCPUUtilization" },
      },
    } as const;
    const { PolicyARN } = await scaling().send(new PutScalingPolicyCommand(policy));
    expect(PolicyARN).toContain(`:resource/ecs/${target.ResourceId}:policyName/cpu`);
    const policies = async () =>
      (
        await scaling().send(
          new DescribeScalingPoliciesCommand({ ServiceNamespace: "ecs", ResourceId: target.ResourceId }),
        )
      ).ScalingPolicies;
    expect(await policies()).toMatchObject([
      { PolicyName: "cpu", TargetTrackingScalingPolicyConfiguration: { TargetValue: 65 } },
    ]);
    await scaling().send(new DeleteScalingPolicyCommand({ ...target, PolicyName: "cpu" }));
    expect(await policies()).toEqual([]);
  });

  test.skipIf(side === "moto")(
    "a service that is not there has no bounds (moto: ClusterNotFoundException)",
    async () => {
      const missing = {
        ServiceNamespace: "ecs",
        ResourceId: "service/none/none",
        ScalableDimension: "ecs:service:DesiredCount",
      } as const;
      await expect(
        scaling().send(new RegisterScalableTargetCommand({ ...missing, MinCapacity: 1, MaxCapacity: 2 })),
      ).rejects.toMatchObject({ name: "ValidationException" });
    },
  );
});
