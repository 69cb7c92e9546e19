import { tally } from "../model/check.ts";
import type { Deployment } from "../operations/deploy.ts";
import type { Style } from "../ports/io.ts";
import { measuredText } from "./forecast.ts";
import { sentence } from "./next-text.ts";
import { stackCount } from "./plan.ts";
import { safeLine } from "./safe-text.ts";
import { details, table } from "./table.ts";

/** What was deployed, where it is reached, and what to type next. */
export function deploymentText(deployment: Deployment, style: Style): string {
  const { env, result, revision, stacks, outputs, backTo, checks = [], criticalPath: path } = deployment;
  const goal = backTo === undefined ? "as configured" : `as revision ${backTo} made it`;
  if (result === "unchanged") return `${style.good("Unchanged.")} ${env} is ${goal}; ${stackCount(stacks)}.`;
  if (result === "detached") return detachedText(deployment, style);
  const rows = table(
    stacks,
    [
      { title: "STACK", text: ({ name }) => name },
      { title: "ACTION", text: ({ action }) => action },
      { title: "STATUS", text: ({ status }, { good, dim }) => (status.endsWith("_COMPLETE") ? good : dim)(status) },
      { title: "SECONDS", text: ({ seconds }) => seconds, align: "right" },
    ],
    style,
  );
  const reached = Object.entries(outputs).filter(([key]) => /Url$|Endpoint$|Domain/i.test(key));
  const places =
    reached.length === 0
      ? []
      : [
          details(
            reached.map(([key, value]) => [key, safeLine(value)]),
            style,
          ),
        ];
  const back = backTo === undefined ? "" : `, as it was in revision ${backTo}`;
  const title = `${style.good("Deployed")} ${style.bold(env)}${revision === null ? "" : `, revision ${revision}`}${back}`;
  const next =
    backTo === undefined
      ? `gworld status --env ${env} shows how it runs.`
      : `gworld.yaml is untouched: gworld deploy --env ${env} goes forward to it again.`;
  const verified = checks.length === 0 ? [] : [`${style.good("Verified:")} ${tally(checks)}.`];
  const time = path === undefined ? [] : [sentence(`${measuredText(path, `gworld-${env}-`)}.`, style)];
  return [title, rows, ...places, ...time, ...verified, style.dim(next)].join("\n");
}

/** What was begun and goes on by itself, and what is still to be begun. */
function detachedText({ env, detached = [], waiting = [], again = "" }: Deployment, style: Style): string {
  const rest = waiting.length === 0 ? [] : [`Not begun, since they wait for these: ${waiting.join(", ")}.`];
  return [
    `${style.good("Begun")} ${style.bold(env)}. CloudFormation goes on with ${detached.join(", ")}.`,
    ...rest,
    style.dim(`${again} follows what goes on, does the rest and verifies it.`),
  ].join("\n");
}
