import type { JsonObject } from "../json.ts";
import type { Call } from "../service.ts";
import type { Table } from "../store.ts";
import type { Session } from "./sessions.ts";

/** An assumed role's session for its own temporary key, one fixed user for any other. */
export function callerIdentity(sessions: Table<Session>, { account, accessKeyId = "" }: Call): JsonObject {
  const session = sessions.get(accessKeyId);
  return session
    ? { Arn: session.arn, UserId: session.userId, Account: account }
    : { Arn: `arn:aws:iam::${account}:user/local`, UserId: "AIDALOCALLOCALLOCALLO", Account: account };
}
