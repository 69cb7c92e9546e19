import { hidden, isSecretProperty, withoutSecrets } from "./secret-value.ts";

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

/** A task's environment in a list: which variable it is stands elsewhere. */
const variable = /\/Environment\/\d+\/Value$/;

/** A difference without what nobody should read on a screen or in a log of a CI system. */
export function masked(type: string, drift: PropertyDrift): PropertyDrift {
  const { property, declared, live } = drift;
  const whole =
    isSecretProperty(type, property.split("/")) || (type === "AWS::ECS::TaskDefinition" && variable.test(property));
  return { ...drift, declared: shown(declared, whole), live: shown(live, whole) };
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
