import { type Stack, aws_ecr as ecr } from "aws-cdk-lib";
import type { EnvironmentConfig, ServiceName } from "../../src/model/environment.ts";
import { pascalCase, repositoryName } from "../../src/model/names.ts";
import { keepData } from "../retention.ts";

/** Where a service's images are pushed: tags never move, images are scanned, the last thirty stay for rollbacks. */
export function repository(stack: Stack, config: EnvironmentConfig, service: ServiceName, keyArn: string): void {
  const resource = new ecr.CfnRepository(stack, `${pascalCase(service)}Repository`, {
    repositoryName: repositoryName(config.name, service),
    imageTagMutability: "IMMUTABLE",
    imageScanningConfiguration: { scanOnPush: true },
    encryptionConfiguration: { encryptionType: "KMS", kmsKey: keyArn },
    lifecyclePolicy: { lifecyclePolicyText: JSON.stringify({ rules: [keepThirty] }) },
    emptyOnDelete: !config.retainData,
  });
  keepData(config, resource);
}

const keepThirty = {
  rulePriority: 1,
  description: "Thirty images",
  selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 30 },
  action: { type: "expire" },
};
