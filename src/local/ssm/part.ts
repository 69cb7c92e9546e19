import type { Vault } from "../kms/part.ts";
import type { Ground, Part } from "../resource.ts";
import { catalogueOperations } from "./catalogue.ts";
import { readOperations } from "./get-parameter.ts";
import { findParameter, newest, openParameters } from "./parameter.ts";
import { parameterProvider } from "./parameter-resource.ts";
import { putParameter } from "./put-parameter.ts";
import { valueOf } from "./secure-value.ts";

export interface SsmPart extends Part {
  /** The value in clear of a parameter; without a Region, the first Region's that has it. */
  readParameter(nameOrArn: string, region?: string): string | undefined;
}

/** SSM's parameters, with versions, hierarchies and SecureStrings under KMS keys. */
export function ssmPart(ground: Ground, { vault }: { readonly vault: Vault }): SsmPart {
  const parameters = openParameters(ground, vault);
  const { account } = ground;
  return {
    about: { service: "SSM Parameter Store", does: "parameters with versions, history and encryption" },
    services: [
      {
        scope: "ssm",
        protocol: "json-1.1",
        namespace: "AmazonSSM",
        operations: {
          PutParameter: (input, call) => putParameter(parameters, input, call),
          ...readOperations(parameters),
          ...catalogueOperations(parameters),
        },
      },
    ],
    resources: [parameterProvider(parameters)],
    readParameter(nameOrArn, region) {
      const home = region ?? parameters.table.values().find(({ name }) => name === nameOrArn)?.region ?? "us-east-1";
      const found = findParameter(parameters, { account, region: home }, nameOrArn);
      if (!found) return undefined;
      const place = { account, region: found.region };
      return valueOf(parameters, place, { name: found.name, version: newest(found), decrypted: true });
    },
  };
}
