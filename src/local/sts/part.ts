import type { Ground, Part } from "../resource.ts";
import { assumeRole } from "./assume-role.ts";
import { callerIdentity } from "./caller-identity.ts";
import { refuseExpired, sessionsOf } from "./sessions.ts";

/** STS: who calls, and temporary credentials that are known again until they expire. */
export function stsPart(ground: Ground): Part {
  const sessions = sessionsOf(ground.store);
  return {
    about: { service: "STS", does: "whoever asks is one account; temporary credentials that expire" },
    services: [
      {
        scope: "sts",
        protocol: "query",
        namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
        operations: {
          GetCallerIdentity: (_input, call) => callerIdentity(sessions, call),
          AssumeRole: (input, call) => assumeRole(sessions, input, { ...call, now: ground.clock.now() }),
          GetAccessKeyInfo: (_input, { account }) => ({ Account: account }),
        },
      },
    ],
    resources: [],
    intercept: (call) => refuseExpired(sessions, call, ground.clock.now()),
  };
}
