import { type Parameters, parameterArn, type Place, type Version } from "./parameter.ts";

/** SSM binds a SecureString to its parameter: the ciphertext of one is not readable as another's. */
export const sealingContext = (place: Place, name: string) => ({ PARAMETER_ARN: parameterArn(place, name) });

/** The value in clear, or as it is stored. */
export function valueOf(
  { vault }: Parameters,
  place: Place,
  { name, version, decrypted }: { name: string; version: Version; decrypted: boolean },
): string {
  const isSealed = version.type === "SecureString" && decrypted;
  return isSealed ? vault.open(place, version.value, sealingContext(place, name)) : version.value;
}
