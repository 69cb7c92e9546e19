import { randomUUID } from "node:crypto";
import { isObject, type JsonObject, list, text, texts } from "../../json.ts";
import type { Ground, ResourceProvider, ResourceRequest, Step } from "../../resource.ts";
import { doneStep } from "../../step.ts";
import type { Table } from "../../store.ts";
import type { Definition } from "./definitions.ts";

/** AWS::Logs::QueryDefinition: every change is made in place. Ref is the ID. */
export function definitionProvider(table: Table<Definition>, { clock }: Pick<Ground, "clock">): ResourceProvider {
  const put = (request: ResourceRequest, queryDefinitionId: string): Step => {
    const { properties, region, token } = request;
    table.put(queryDefinitionId, {
      queryDefinitionId,
      region,
      name: text(properties, "Name") ?? "",
      queryString: text(properties, "QueryString") ?? "",
      queryLanguage: text(properties, "QueryLanguage") ?? "CWLI",
      lastModified: clock.now(),
      logGroupNames: texts(properties, "LogGroupNames"),
      parameters: list(properties, "Parameters").filter(isObject).map(parameter),
      clientToken: token,
    });
    return doneStep(queryDefinitionId, { QueryDefinitionId: queryDefinitionId });
  };
  return {
    types: ["AWS::Logs::QueryDefinition"],
    create(request) {
      const again = table.values().find(({ clientToken }) => clientToken === request.token);
      return put(request, again?.queryDefinitionId ?? randomUUID());
    },
    update: (request) => put(request, request.physicalId),
    delete(request) {
      table.delete(request.physicalId);
      return doneStep(request.physicalId);
    },
  };
}

/** `DefaultValue` in a template is `defaultValue` to the service. */
const parameter = (given: JsonObject) => ({
  name: text(given, "Name"),
  defaultValue: text(given, "DefaultValue"),
  description: text(given, "Description"),
});
