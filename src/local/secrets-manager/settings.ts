import { text, texts } from "../json.ts";
import { required } from "../required.ts";
import { type Operation, ServiceError } from "../service.ts";
import { tagsOf, withoutTags } from "../tag-list.ts";
import { liveSecret, save, type Secrets } from "./secret.ts";
import { stagesById, moveStage } from "./versions.ts";
import { idOf } from "./write-secret.ts";

/** Tags, resource policies (kept, not enforced) and staging labels of secrets that are there. */
export function settingOperations(secrets: Secrets): Record<string, Operation> {
  return {
    TagResource(input, call) {
      const secret = liveSecret(secrets, call, idOf(input));
      save(secrets, { ...secret, tags: { ...secret.tags, ...tagsOf(input) } });
      return {};
    },
    UntagResource(input, call) {
      const secret = liveSecret(secrets, call, idOf(input));
      save(secrets, { ...secret, tags: withoutTags(secret.tags, texts(input, "TagKeys")) });
      return {};
    },
    GetResourcePolicy(input, call) {
      const { arn, name, policy } = liveSecret(secrets, call, idOf(input));
      return { ARN: arn, Name: name, ResourcePolicy: policy };
    },
    PutResourcePolicy(input, call) {
      const secret = liveSecret(secrets, call, idOf(input));
      save(secrets, { ...secret, policy: required(input, "ResourcePolicy", "InvalidParameterException") });
      return { ARN: secret.arn, Name: secret.name };
    },
    DeleteResourcePolicy(input, call) {
      const secret = liveSecret(secrets, call, idOf(input));
      save(secrets, { ...secret, policy: undefined });
      return { ARN: secret.arn, Name: secret.name };
    },
    UpdateSecretVersionStage(input, call) {
      const secret = liveSecret(secrets, call, idOf(input));
      const to = text(input, "MoveToVersionId");
      const stage = required(input, "VersionStage", "InvalidParameterException");
      if (to === undefined || !(to in stagesById(secret)))
        throw new ServiceError("InvalidParameterException", "The version to move the staging label to does not exist.");
      save(secrets, { ...secret, versions: moveStage(secret.versions, stage, to) });
      return { ARN: secret.arn, Name: secret.name };
    },
  };
}
