import { createHash, randomUUID } from "node:crypto";

/** A new stack ID; the same name created again has another. */
export const newStackId = (region: string, account: string, name: string) =>
  `arn:aws:cloudformation:${region}:${account}:stack/${name}/${randomUUID()}`;

/** A new change set ID; a name that is used again has another. */
export const newChangeSetId = (region: string, account: string, name: string) =>
  `arn:aws:cloudformation:${region}:${account}:changeSet/${name}/${randomUUID()}`;

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Characters that look random and are always the same for the same seed. */
export function randomFrom(seed: string, length: number, alphabet = letters): string {
  const bytes = createHash("sha512").update(seed).digest();
  return Array.from({ length }, (_, index) => alphabet[(bytes[index % bytes.length] ?? 0) % alphabet.length]).join("");
}

/** `<stack>-<logicalId>-<12 characters>`, the names shortened evenly when the service allows no more. */
export function generatedName(stackName: string, logicalId: string, seed: string, maxLength: number): string {
  const suffix = randomFrom(seed, 12);
  const room = maxLength - suffix.length - 2;
  if (room < 2) return suffix.slice(0, maxLength);
  const own = Math.max(room - Math.min(stackName.length, Math.ceil(room / 2)), room - stackName.length);
  const short = logicalId.slice(0, Math.max(1, own));
  return `${stackName.slice(0, room - short.length)}-${short}-${suffix}`;
}
