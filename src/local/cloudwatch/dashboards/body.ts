import { isObject, type Json, list, text } from "../../json.ts";
import { ServiceError } from "../../service.ts";

/** One thing that is wrong with a dashboard's body: where, as a JSON pointer, and what. */
interface Fault {
  readonly DataPath: string;
  readonly Message: string;
}

/**
 * Refuses a body that is no JSON object, and one whose widgets CloudWatch could not read, with all that is wrong at once
 * (CloudWatch API reference, Dashboard Body Structure and Syntax). Of a widget its type, its properties and the shape of its
 * metrics are looked at.
 */
export function checkBody(body: string): void {
  const value = parsed(body);
  if (!isObject(value)) throw refused("The field DashboardBody must be a valid JSON object");
  const faults = faultsOf(value["widgets"]);
  if (faults.length === 0) return;
  const told = JSON.stringify(
    faults.map(({ DataPath: dataPath, Message: message }) => ({ dataPath, message })),
    null,
    2,
  );
  throw refused(`The dashboard body is invalid, there are ${faults.length} validation errors:\n${told}`, faults);
}

export const refused = (message: string, faults: readonly Fault[] = []): ServiceError =>
  new ServiceError("DashboardInvalidInputError", message, {
    fields: { dashboardValidationMessages: faults.map((fault) => ({ ...fault })) },
  });

function faultsOf(widgets: Json): readonly Fault[] {
  if (widgets === undefined) return [];
  if (!Array.isArray(widgets)) return [{ DataPath: "/widgets", Message: "Should be array" }];
  return widgets.flatMap((widget: Json, index) => widgetFaults(widget, `/widgets/${index}`));
}

function widgetFaults(widget: Json, path: string): readonly Fault[] {
  if (!isObject(widget)) return [{ DataPath: path, Message: "Should be object" }];
  const missing = ["type", "properties"].filter((key) => widget[key] === undefined);
  if (missing.length > 0)
    return missing.map((key) => ({ DataPath: path, Message: `Should have required property '${key}'` }));
  const metrics = text(widget, "type") === "metric" ? list(widget["properties"], "metrics") : [];
  return metrics.flatMap((metric, index) => metricFaults(metric, `${path}/properties/metrics/${index}`));
}

/** A metric is a list of texts, the last of which may be an object with how it is drawn. */
function metricFaults(metric: Json, path: string): readonly Fault[] {
  if (!Array.isArray(metric)) return [{ DataPath: path, Message: "Should be array" }];
  const fields = isObject(metric.at(-1)) ? metric.slice(0, -1) : metric;
  return fields.flatMap((field: Json, index) =>
    typeof field === "string"
      ? []
      : [{ DataPath: `${path}/${index}`, Message: `Invalid metric field type, only "String" type is allowed` }],
  );
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
