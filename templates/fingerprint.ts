/**
 * Eight hex digits that change with the text (FNV-1a). An API Gateway deployment is a snapshot: a logical ID that
 * follows the API's content makes a new one exactly when there is something new to deploy.
 */
export function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}
