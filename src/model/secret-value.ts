import { isRecord } from "./json.ts";

/** What is shown in the place of a secret. */
export const hidden = "(hidden)";

const secret = /pass(?:word|wd|phrase)|secret|token|credential|api_?key|private_?key|auth_?key|connection_?string/i;
/** Names that speak of a secret and hold where it is, not what it is. */
const reference = /(?:arn|id|name|ttl|reference|valuefrom|seconds)$/i;

/** True for a name that speaks of a secret, be it the secret itself or where it is. */
export const speaksOfSecret = (name: string) => secret.test(name);

/** True for the name of a property, a variable or a parameter whose value is a secret. */
export const isSecretName = (name: string) => speaksOfSecret(name) && !reference.test(name);

/** Properties whose whole value is a secret, whatever it is called, by resource type. */
const secretProperties: Readonly<Record<string, string>> = {
  "AWS::SecretsManager::Secret": "SecretString",
  "AWS::SSM::Parameter": "Value",
};

/** True where the value at a path of a resource's properties is a secret, by a name on the way or by the resource's type. */
export const isSecretProperty = (type: string, path: readonly string[]): boolean =>
  path.some((part) => part === secretProperties[type] || isSecretName(part));

/** A tree of properties in which secrets are hidden, by their key or by the name that stands beside them. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isRecord(value)) return value;
  const name = value["Name"] ?? value["Key"];
  const isPair = typeof name === "string" && isSecretName(name);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const isSecret = isSecretName(key) || (isPair && key === "Value");
      return [key, isSecret && typeof inner === "string" ? hidden : withoutSecrets(inner)];
    }),
  );
}
