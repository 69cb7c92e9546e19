/** What is remembered of one deployment of an environment. CloudFormation can always rebuild it; losing it loses history only. */
export interface Revision {
  readonly environment: string;
  readonly revision: number;
  readonly at: string;
  readonly by: string;
  readonly result: "deployed" | "failed" | "destroyed";
  readonly version: string;
  /** Stack name -> sha256 of its template. */
  readonly templates: Readonly<Record<string, string>>;
  readonly seconds: number;
}

/** The state backend of a target: who deployed what. Locking is a port of its own. */
export interface State {
  latest(environment: string): Promise<Revision | undefined>;
  /** Fails with `failed` when another writer took the number first. */
  record(revision: Revision): Promise<void>;
}
