/** A JSON object, as far as `unknown` can be trusted. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const recordAt = (value: unknown, key: string): Readonly<Record<string, unknown>> => {
  const found = isRecord(value) ? value[key] : undefined;
  return isRecord(found) ? found : {};
};

export const textAt = (value: unknown, key: string): string | undefined => {
  const found = isRecord(value) ? value[key] : undefined;
  return typeof found === "string" ? found : undefined;
};

/** A list of texts; undefined where there is none. */
export function textsAt(value: unknown, key: string): readonly string[] | undefined {
  const texts = listOf(isRecord(value) ? value[key] : undefined).filter((one) => typeof one === "string");
  return texts.length === 0 ? undefined : texts;
}

export const numberAt = (value: unknown, key: string): number | undefined => {
  const found = isRecord(value) ? value[key] : undefined;
  return typeof found === "number" ? found : undefined;
};

/** Without what is undefined, so that equal values have equal texts. */
export function given<T extends object>(value: T): Partial<T>;
export function given(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}

/** One or many, as IAM and CloudFormation write lists. */
export const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/** JSON text in which the order of keys makes no difference. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? "null";
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}
