import { bool, type JsonObject, number } from "../json.ts";
import { type Operation, ServiceError } from "../service.ts";
import { findSecret, liveSecret, notFound, type Place, save, type Secrets } from "./secret.ts";
import { idOf } from "./write-secret.ts";

/** Deleting with a time to think it over, without, and taking it back. */
export function deleteOperations(secrets: Secrets): Record<string, Operation> {
  return {
    DeleteSecret(input, call) {
      const days = number(input, "RecoveryWindowInDays");
      if (bool(input, "ForceDeleteWithoutRecovery") ?? false) {
        if (days !== undefined)
          throw invalid("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
        return deleteAtOnce(secrets, call, idOf(input));
      }
      return scheduleDeletion(secrets, call, idOf(input), days ?? 30);
    },
    RestoreSecret(input, call) {
      const found = findSecret(secrets, call, idOf(input));
      if (!found) throw notFound("Secrets Manager can't find the specified secret.");
      save(secrets, { ...found, deletionAt: undefined });
      return { ARN: found.arn, Name: found.name };
    },
  };
}

/** A secret that is not there is deleted all the same: AWS says so of this kind of deletion. */
function deleteAtOnce(secrets: Secrets, place: Place, id: string): JsonObject {
  const found = findSecret(secrets, place, id);
  if (found) secrets.table.delete(found.arn);
  return { ARN: found?.arn, Name: found?.name ?? id, DeletionDate: secrets.now() / 1000 };
}

function scheduleDeletion(secrets: Secrets, place: Place, id: string, days: number): JsonObject {
  if (days < 7 || days > 30) throw invalid("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
  const secret = liveSecret(secrets, place, id);
  const deletionAt = secrets.now() + days * 86_400_000;
  save(secrets, { ...secret, deletionAt });
  return { ARN: secret.arn, Name: secret.name, DeletionDate: deletionAt / 1000 };
}

const invalid = (message: string) => new ServiceError("InvalidParameterException", message);
