const numbered = (prefix: string) => (number: number) => `${prefix}${String(number).padStart(10, "0")}`;

/** All rows of an environment stand under one partition key, by which roles are kept to their environment. */
export const partitionOf = (environment: string) => `ENV#${environment}`;

export const keyOf = (environment: string, sk: string) => ({ pk: { S: partitionOf(environment) }, sk: { S: sk } });

export const prefixes = { revision: "REV#", operation: "OP#", audit: "AUDIT#" } as const;

/** Sort keys. */
export const rowKeys = {
  standing: "META",
  revision: numbered(prefixes.revision),
  operation: numbered(prefixes.operation),
  audit: numbered(prefixes.audit),
} as const;
