import { askedNumber } from "../asked-number.ts";
import { type JsonObject, number, text } from "../json.ts";
import { pageOf } from "../paging.ts";
import { required } from "../required.ts";
import type { Ground, Part } from "../resource.ts";
import { rowWith } from "../row.ts";
import { type Call, ServiceError } from "../service.ts";
import { type DefaultQuota, defaultQuotas } from "./defaults.ts";

/** A limit that somebody has set for this account. */
interface Applied {
  readonly service: string;
  readonly code: string;
  readonly value: number;
}

/** Service Quotas, and for other parts what somebody has set; undefined where the default holds. */
export type ServiceQuotasPart = Part & { readonly applied: (service: string, code: string) => number | undefined };

/** Service Quotas. The admin route `service-quotas` sets what this account is allowed; without a value it lists what was set. */
export function serviceQuotasPart({ store }: Ground): ServiceQuotasPart {
  const applied = store.table("service-quotas.applied", rowWith<Applied>("service", "code", "value"));
  const valueOf = (quota: DefaultQuota) => applied.get(keyOf(quota))?.value ?? quota.value;
  const shown = (quota: DefaultQuota, value: number, { account, region }: Call) => ({
    ServiceCode: quota.service,
    ServiceName: quota.service,
    QuotaArn: `arn:aws:servicequotas:${quota.global ? "" : region}:${account}:${quota.service}/${quota.code}`,
    QuotaCode: quota.code,
    QuotaName: quota.name,
    Value: value,
    Unit: "None",
    Adjustable: true,
    GlobalQuota: quota.global,
  });
  return {
    about: { service: "Service Quotas", does: "limits of a new account; POST /_gworld/service-quotas sets one" },
    services: [
      {
        scope: "servicequotas",
        protocol: "json-1.1",
        namespace: "ServiceQuotasV20190624",
        operations: {
          GetServiceQuota(input, call) {
            const quota = find(input);
            return { Quota: shown(quota, valueOf(quota), call) };
          },
          GetAWSDefaultServiceQuota(input, call) {
            const quota = find(input);
            return { Quota: shown(quota, quota.value, call) };
          },
          ListServiceQuotas(input, call) {
            const service = required(input, "ServiceCode");
            const found = defaultQuotas.filter((quota) => quota.service === service);
            if (found.length === 0) throw noSuchResource(service);
            const options = { token: text(input, "NextToken"), limit: number(input, "MaxResults") ?? 100 };
            const { page, next } = pageOf(found, ({ code }) => code, options);
            return { Quotas: page.map((quota) => shown(quota, valueOf(quota), call)), NextToken: next };
          },
        },
      },
    ],
    resources: [],
    applied: (service, code) => applied.get(keyOf({ service, code }))?.value,
    admin: {
      "service-quotas"(input) {
        const value = askedNumber(input, "value", { least: 0 });
        if (value !== undefined) {
          const { service, code } = find({ ServiceCode: input["service"], QuotaCode: input["code"] });
          applied.put(keyOf({ service, code }), { service, code, value });
        }
        return { quotas: applied.values().map((quota) => ({ ...quota })) };
      },
    },
  };
}

const keyOf = ({ service, code }: Pick<Applied, "service" | "code">) => `${service}/${code}`;

function find(input: JsonObject): DefaultQuota {
  const [service, code] = [required(input, "ServiceCode"), required(input, "QuotaCode")];
  const found = defaultQuotas.find((quota) => quota.service === service && quota.code === code);
  if (found === undefined) throw noSuchResource(`${service}/${code}`);
  return found;
}

const noSuchResource = (what: string) =>
  new ServiceError("NoSuchResourceException", `The specified resource does not exist: ${what}`);
