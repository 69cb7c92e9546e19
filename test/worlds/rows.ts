/** A row in wire form, as a line of an archive has it. */
export type Row = Readonly<Record<string, unknown>>;

export const partNames = ["world", "agents", "memories", "objects", "events"] as const;
export type PartName = (typeof partNames)[number];
export type Rows = Readonly<Record<PartName, readonly Row[]>>;

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value);

/** An object's fields; none where it is not an object. */
export const record = (value: unknown): Row => (isRow(value) ? value : {});

export const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** An attribute's text where it is of that type, else nothing. */
export const valueOf = (row: Row, name: string, type: "S" | "N" | "B"): string => {
  const value = record(row[name])[type];
  return typeof value === "string" ? value : "";
};

export const textOf = (row: Row, name: string) => valueOf(row, name, "S");

/** Not a number where the attribute is none. */
export const numberAt = (row: Row, name: string) => Number.parseInt(valueOf(row, name, "N"), 10);
