import type { LockProof } from "../model/lock.ts";

/** What is remembered of one deployment of an environment. CloudFormation can always rebuild it; losing it loses history only. */
export interface Revision {
  readonly environment: string;
  readonly revision: number;
  readonly at: string;
  readonly by: string;
  /** interrupted: nobody has seen how it ended. */
  readonly result: (typeof revisionResults)[number];
  readonly version: string;
  /** Stack name -> sha256 of its template. */
  readonly templates: Readonly<Record<string, string>>;
  readonly seconds: number;
  /** The commit that was checked out, where there was one. */
  readonly gitSha?: string | undefined;
}

export const revisionResults = ["deployed", "failed", "destroyed", "interrupted"] as const;

/** The state backend of a target: who deployed what. Its locks are a port of their own. */
export interface State {
  latest(environment: string): Promise<Revision | undefined>;
  /** Newest first, so many at most. */
  revisions(environment: string, most: number): Promise<readonly Revision[]>;
  revision(environment: string, revision: number): Promise<Revision | undefined>;
  /** Fails with `failed` when another writer took the number first, and with `locked` where the environment's lock is not as proven. */
  record(revision: Revision, proof?: LockProof): Promise<void>;
}
