import { isRecord } from "./json.ts";
import { hidden, isSecretName } from "./secret-value.ts";

/** A property that is not as declared. Values are JSON text as CloudFormation gives it; undefined where there is none. */
export interface PropertyDrift {
  /** Such as `/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled`. */
  readonly property: string;
  readonly declared?: string | undefined;
  readonly live?: string | undefined;
  readonly difference: "ADD" | "REMOVE" | "NOT_EQUAL";
}

export interface DriftedResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly differences: readonly PropertyDrift[];
}

/** Properties whose whole value is a secret, whatever it is called. */
const secretProperties: Readonly<Record<string, RegExp>> = {
  "AWS::SecretsManager::Secret": /^\/SecretString/,
  "AWS::SSM::Parameter": /^\/Value/,
  "AWS::ECS::TaskDefinition": /\/Environment\/\d+\/Value$/,
};

/** A difference without what nobody should read on a screen or in a log of a CI system. */
export function masked(type: string, drift: PropertyDrift): PropertyDrift {
  const whole =
    secretProperties[type]?.test(drift.property) === true ||
    drift.property.split("/").some((part) => isSecretName(part));
  return { ...drift, declared: shown(drift.declared, whole), live: shown(drift.live, whole) };
}

function shown(value: string | undefined, whole: boolean): string | undefined {
  if (value === undefined || whole) return value && hidden;
  const parsed = parse(value);
  return typeof parsed === "object" && parsed !== null ? JSON.stringify(withoutSecrets(parsed)) : value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A tree of properties in which secrets are hidden, by their key or by the name that stands beside them. */
function withoutSecrets(value: unknown): unknown {
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
