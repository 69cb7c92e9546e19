/** What AWS says about a right that is missing. */
export interface Denial {
  readonly action: string;
  readonly resource?: string | undefined;
  /** The ARN of whoever asked. */
  readonly who?: string | undefined;
  /** True where a policy forbids it, so that no further permission helps. */
  readonly forbidden: boolean;
}

/**
 * Reads "User: <arn> is not authorized to perform: <action> on resource: <arn> because no identity-based policy allows ...", which
 * AWS says in errors and CloudFormation in the events of a resource; undefined for any other text.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function denialIn(text: string): Denial | undefined {
  const [, who, action] = /(?:User: )?(arn:\S+) is not authorized to perform: ([\w-]+:\w+)/.exec(text) ?? [];
  if (action === undefined) return undefined;
  const [, resource] = /on resource: "?([^\s"]+[^\s".,)])/.exec(text) ?? [];
  return { action, resource, who, forbidden: isForbidden(text) };
}

/** True where a policy says no, whatever others allow. */
export const isForbidden = (text: string) => /explicit deny/i.test(text);

/** What to do about it: the statement that would allow it, or whose word stands against it. */
export function wayIn({ action, resource, who, forbidden }: Denial): string {
  const name = who === undefined ? undefined : nameOf(who);
  const whom = name ?? "the role you use (gworld whoami shows it)";
  if (forbidden)
    return `A policy denies ${action} to ${whom} outright, so that no further permission helps: ask whoever keeps that policy, or use another profile with --profile`;
  const statement = JSON.stringify({ Effect: "Allow", Action: action, Resource: resource ?? "*" });
  return `Allow ${action} to ${whom}, or use another profile with --profile. The statement for its policy: ${statement}`;
}

/** A session of a role is allowed what the role is. */
function nameOf(arn: string): string | undefined {
  const [, role] = /:assumed-role\/([^/]+)/.exec(arn) ?? [];
  if (role !== undefined) return `the role ${role}`;
  const [, kind, name] = /:(role|user)\/(.+)$/.exec(arn) ?? [];
  return name === undefined ? undefined : `the ${kind} ${name}`;
}
