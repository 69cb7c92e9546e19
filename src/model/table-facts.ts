/** A key attribute, by DynamoDB's words. */
export interface KeyPart {
  readonly name: string;
  readonly role: "HASH" | "RANGE";
  readonly type: "S" | "N" | "B";
}

export interface IndexFacts {
  readonly name: string;
  readonly key: readonly KeyPart[];
  readonly projection: { readonly type: string; readonly attributes: readonly string[] };
  /** Units of a provisioned one. */
  readonly capacity?: Capacity | undefined;
}

export interface Capacity {
  readonly read: number;
  readonly write: number;
}

/** A table as DynamoDB describes it. */
export interface TableFacts {
  readonly name: string;
  /** DynamoDB's word: CREATING, ACTIVE, UPDATING ... */
  readonly status: string;
  readonly key: readonly KeyPart[];
  readonly indexes: readonly IndexFacts[];
  /** Units of a provisioned table; undefined for one that is billed by request. */
  readonly capacity?: Capacity | undefined;
  /** ARN of the key of KMS that encrypts it; undefined under a key of DynamoDB's own. */
  readonly encryptionKey?: string | undefined;
}
