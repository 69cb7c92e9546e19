import type { LockAnswer, LockChange, LockRow, LockTimes } from "../model/lock.ts";

/** The lock of each environment, one row of the state table. */
export interface Locks {
  readonly times: LockTimes;
  /** Milliseconds of this process's own time, which nobody sets. */
  elapsed(): number;
  /** Undefined where nobody has ever held it. */
  read(environment: string): Promise<LockRow | undefined>;
  change(environment: string, change: LockChange): Promise<LockAnswer>;
}
