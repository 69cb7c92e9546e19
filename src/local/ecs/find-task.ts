import { type JsonObject, text } from "../json.ts";
import type { Place } from "../place.ts";
import { clusterOf } from "./clusters.ts";
import type { EcsContext } from "./context.ts";
import { arnOf, nameIn } from "./names.ts";
import { refusals } from "./refusals.ts";
import type { TaskRow } from "./rows.ts";

export const taskArn = (named: string, cluster: string, { region, account }: Place) =>
  arnOf(region, account, `task/${cluster}/${nameIn(named)}`);

/** The task a request names by ID or ARN. */
export function taskOf(context: EcsContext, input: JsonObject, place: Place): TaskRow {
  const { name } = clusterOf(context, input, place);
  const task = context.state.tasks.get(taskArn(text(input, "task") ?? "", name, place));
  if (!task) throw refusals.invalid("The referenced task was not found.");
  return task;
}
