import { rejectedAs } from "../model/aws-error.ts";

/** "Stack with id x does not exist" and "ChangeSet [x] does not exist" are answers, not failures. */
export async function absentAs<T>(value: T, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (rejectedAs(error, "ValidationError", /does not exist/)) return value;
    if (rejectedAs(error, "ChangeSetNotFound") || rejectedAs(error, "ChangeSetNotFoundException")) return value;
    throw error;
  }
}
