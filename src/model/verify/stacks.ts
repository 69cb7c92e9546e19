import type { Look } from "../check.ts";
import { standing } from "../stack-status.ts";

/** A stack of an environment; undefined status where there is none. */
export interface StackNow {
  readonly name: string;
  readonly status: string | undefined;
}

/** All stacks as one check: the gravest decides, and all that are not well are named. */
export function stacksCheck(env: string, stacks: readonly StackNow[]): Look {
  const told = stacks.flatMap((stack) => judged(stack) ?? []);
  const deploy = `gworld deploy --env ${env}`;
  if (told.length === 0) return { name: "stacks", status: "ok", message: `${stacks.length} stacks are complete` };
  const failed = told.filter(({ status }) => status === "fail");
  const going = told.some(({ settling }) => settling);
  return {
    name: "stacks",
    status: failed.length > 0 ? "fail" : "warn",
    message: told.map(({ text }) => text).join("; "),
    hint: (failed[0] ?? told[0])?.wayOut?.replaceAll("<env>", env) ?? deploy,
    ...(going && failed.length === 0 && { settling: true }),
  };
}

interface Judged {
  readonly status: "warn" | "fail";
  readonly text: string;
  readonly wayOut?: string | undefined;
  readonly settling?: true;
}

function judged({ name, status }: StackNow): Judged | undefined {
  if (status === undefined) return { status: "warn", text: `${name} is not deployed` };
  const { phase, deploy, because, wayOut } = standing(status);
  if (phase === "succeeded") return undefined;
  const text = `${name} is ${status}${because === undefined ? "" : `: ${because}`}`;
  const next = { wayOut: wayOut?.replaceAll("<stack>", name) };
  if (phase === "usable" || (phase === "going" && deploy === "wait"))
    return { status: "warn", text, settling: true, ...next };
  // What was rolled back is as it was before, and runs.
  return { status: deploy === "update" ? "warn" : "fail", text, ...next };
}
