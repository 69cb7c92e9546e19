import { expect, test } from "vitest";
import { serviceQuotas } from "../../src/aws/service-quotas.ts";
import { localClients } from "./local-cloud.ts";

const clients = await localClients();

test("an account's own limit is read, as it is and as it was raised", async () => {
  const quotas = serviceQuotas(clients);
  expect(await quotas.applied("vpc", "L-F678F1CE")).toBe(5);
  const body = JSON.stringify({ service: "vpc", code: "L-F678F1CE", value: 12 });
  await fetch(`${clients.endpoint}/_gworld/service-quotas`, { method: "POST", body });
  expect(await quotas.applied("vpc", "L-F678F1CE")).toBe(12);
});

test("a quota that Service Quotas does not know for the account has no applied value", async () => {
  expect(await serviceQuotas(clients).applied("vpc", "L-00000000")).toBeUndefined();
});

test("a refusal is explained", async () => {
  const fault = { service: "servicequotas", code: "AccessDeniedException", message: "no", status: 400 };
  const admin = `${clients.endpoint}/_gworld/call-faults`;
  await fetch(admin, { method: "POST", body: JSON.stringify(fault) });
  await expect(serviceQuotas(clients).applied("vpc", "L-F678F1CE")).rejects.toMatchObject({
    failure: "denied",
    action: "servicequotas:GetServiceQuota",
  });
  await fetch(`${admin}?clear=true`, { method: "POST" });
});
