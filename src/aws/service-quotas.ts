import { rejectedAs } from "../model/aws-error.ts";
import type { Quotas } from "../ports/quotas.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";

/** Service Quotas of one Region. */
export const serviceQuotas = (clients: AwsClients): Quotas => ({
  async applied(service, code) {
    try {
      return await explain(clients, `servicequotas:GetServiceQuota ${service}/${code}`, async () => {
        const client = await clients.serviceQuotas();
        const { Quota: quota } = await client.getServiceQuota({ ServiceCode: service, QuotaCode: code });
        return quota?.Value;
      });
    } catch (error) {
      // Some quotas have no applied value until somebody asks for more.
      if (rejectedAs(error, "NoSuchResourceException")) return undefined;
      throw error;
    }
  },
});
