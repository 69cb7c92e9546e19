import { createHash, randomBytes } from "node:crypto";
import { type JsonObject, number, text } from "../json.ts";
import { alphabets, randomName } from "../random-name.ts";
import { violation } from "../required.ts";
import { type Call, ServiceError } from "../service.ts";
import type { Table } from "../store.ts";
import type { Session } from "./sessions.ts";

/** Any role may be assumed: policies are recorded and not enforced. The session lasts as long as was asked. */
export function assumeRole(sessions: Table<Session>, input: JsonObject, call: Call & { now: number }): JsonObject {
  const roleArn = text(input, "RoleArn") ?? "";
  const sessionName = text(input, "RoleSessionName") ?? "";
  const seconds = number(input, "DurationSeconds") ?? 3600;
  const role = /^arn:aws[\w-]*:iam::(\d{12}):role\/(.+)$/.exec(roleArn);
  if (!role) throw invalid("roleArn", roleArn, "Member must be the ARN of a role");
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName))
    throw invalid("roleSessionName", sessionName, "Member must satisfy regular expression pattern: [\\w+=,.@-]*");
  if (seconds < 900 || seconds > 43_200)
    throw invalid("durationSeconds", String(seconds), "Member must have value between 900 and 43200");
  const [, account = "", path = ""] = role;
  const roleId = roleIdOf(roleArn);
  const session: Session = {
    accessKeyId: `ASIA${randomName(16, alphabets.base32)}`,
    arn: `arn:aws:sts::${account}:assumed-role/${path.slice(path.lastIndexOf("/") + 1)}/${sessionName}`,
    userId: `${roleId}:${sessionName}`,
    expiresAt: call.now + seconds * 1000,
  };
  forgetExpired(sessions, call.now);
  sessions.put(session.accessKeyId, session);
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: randomName(40, alphabets.alphanumeric),
      SessionToken: randomBytes(96).toString("base64"),
      Expiration: new Date(session.expiresAt).toISOString(),
    },
    AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
    PackedPolicySize: text(input, "Policy") === undefined ? undefined : 1,
  };
}

const invalid = (key: string, value: string, rule: string) =>
  new ServiceError("ValidationError", violation(key, value, rule));

/** The same role has the same ID each time. */
function roleIdOf(roleArn: string): string {
  const digest = createHash("sha256").update(roleArn).digest();
  return `AROA${[...digest.subarray(0, 17)].map((byte) => alphabets.base32.charAt(byte % 32)).join("")}`;
}

/** A day after its end nobody asks with a session any more; until then its key is refused as expired. */
function forgetExpired(sessions: Table<Session>, now: number) {
  for (const { accessKeyId, expiresAt } of sessions.values())
    if (expiresAt < now - 86_400_000) sessions.delete(accessKeyId);
}
