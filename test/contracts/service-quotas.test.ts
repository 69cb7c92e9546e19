import { ServiceQuotas } from "@aws-sdk/client-service-quotas";
import { expect, test } from "vitest";
import { contract } from "./endpoints.ts";

contract("Service Quotas", ({ name: side }, config) => {
  const client = () => new ServiceQuotas(config());

  test("a quota is told with its value", async () => {
    const { Quota: one } = await client().getServiceQuota({ ServiceCode: "vpc", QuotaCode: "L-F678F1CE" });
    expect(one).toMatchObject({ ServiceCode: "vpc", QuotaCode: "L-F678F1CE", Value: 5 });
  });

  test("an unknown quota is refused", async () => {
    const asked = client().getServiceQuota({ ServiceCode: "vpc", QuotaCode: "L-00000000" });
    await expect(asked).rejects.toMatchObject({ name: "NoSuchResourceException" });
  });

  test.skipIf(side === "moto")("pages hold what was asked for (moto: cannot list them)", async () => {
    const first = await client().listServiceQuotas({ ServiceCode: "vpc", MaxResults: 3 });
    expect(first.Quotas).toHaveLength(3);
    const rest = await client().listServiceQuotas({ ServiceCode: "vpc", NextToken: first.NextToken });
    const codes = [...(first.Quotas ?? []), ...(rest.Quotas ?? [])].map(({ QuotaCode }) => QuotaCode);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.length).toBeGreaterThan(6);
  });

  test.skipIf(side === "moto")(
    "a default stays what it is when a limit is raised (moto: it has no limits)",
    async () => {
      const { endpoint } = config();
      const raised = { service: "vpc", code: "L-A4707A72", value: 9 };
      await fetch(`${endpoint}/_gworld/service-quotas`, { method: "POST", body: JSON.stringify(raised) });
      const asked = { ServiceCode: "vpc", QuotaCode: "L-A4707A72" };
      expect((await client().getServiceQuota(asked)).Quota?.Value).toBe(9);
      expect((await client().getAWSDefaultServiceQuota(asked)).Quota?.Value).toBe(5);
    },
  );

  test.skipIf(side === "moto")("a limit cannot be set for what is no quota", async () => {
    const raised = { service: "vpc", code: "L-00000000", value: 9 };
    const answer = await fetch(`${config().endpoint}/_gworld/service-quotas`, {
      method: "POST",
      body: JSON.stringify(raised),
    });
    expect(answer.status).toBe(400);
  });
});
