import type { WireCall } from "../resource.ts";
import { rowWith } from "../row.ts";
import { ServiceError } from "../service.ts";
import type { Store, Table } from "../store.ts";

/** What an assumed role's temporary credentials stand for. */
export interface Session {
  readonly accessKeyId: string;
  readonly arn: string;
  readonly userId: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export const sessionsOf = (store: Store): Table<Session> =>
  store.table("sts.sessions", rowWith<Session>("accessKeyId", "arn", "userId", "expiresAt"));

/** Whatever is asked with credentials that have expired is refused, in the code of the service's protocol. */
export function refuseExpired(sessions: Table<Session>, { accessKeyId, request }: WireCall, now: number): void {
  const session = sessions.get(accessKeyId);
  if (!session || session.expiresAt > now) return;
  const isJson = request.headers["x-amz-target"] !== undefined;
  throw isJson
    ? new ServiceError("ExpiredTokenException", "The security token included in the request is expired")
    : new ServiceError("ExpiredToken", "The security token included in the request is expired", { status: 403 });
}
