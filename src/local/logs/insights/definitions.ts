import { randomUUID } from "node:crypto";
import { type Json, type JsonObject, list, text, texts } from "../../json.ts";
import { pageInOrder } from "../../paging.ts";
import type { Ground } from "../../resource.ts";
import { rowWith } from "../../row.ts";
import type { Operation } from "../../service.ts";
import type { Table } from "../../store.ts";
import { within } from "../page.ts";
import { invalid, notFound } from "../state.ts";

/** A query that was saved under a name. */
export interface Definition {
  readonly queryDefinitionId: string;
  readonly region: string;
  readonly name: string;
  readonly queryString: string;
  readonly queryLanguage: string;
  readonly lastModified: number;
  readonly logGroupNames: readonly string[];
  readonly parameters: readonly Json[];
  /** What the request that made it was marked with. */
  readonly clientToken?: string | undefined;
}

export const definitionTable = ({ store }: Pick<Ground, "store">): Table<Definition> =>
  store.table("logs-query-definitions", rowWith<Definition>("queryDefinitionId", "region", "name"));

/** PutQueryDefinition, DescribeQueryDefinitions and DeleteQueryDefinition; queries are not read until they are started. */
export function definitionOperations(
  table: Table<Definition>,
  { clock }: Pick<Ground, "clock">,
): Readonly<Record<string, Operation>> {
  return {
    PutQueryDefinition: (input, { region }) => {
      const definition = { ...definitionOf(table, input, region), lastModified: clock.now() };
      table.put(definition.queryDefinitionId, definition);
      return { queryDefinitionId: definition.queryDefinitionId };
    },
    DescribeQueryDefinitions: (input, { region }) => describe(table, input, region),
    DeleteQueryDefinition: (input, { region }) => {
      table.delete(known(table, text(input, "queryDefinitionId"), region).queryDefinitionId);
      return { success: true };
    },
  };
}

/** An update keeps nothing of what was there but the ID (API reference). */
function definitionOf(table: Table<Definition>, input: JsonObject, region: string): Omit<Definition, "lastModified"> {
  const name = text(input, "name");
  const queryString = text(input, "queryString");
  if (!name || !queryString) throw invalid("name and queryString are required.");
  const id = text(input, "queryDefinitionId");
  const clientToken = text(input, "clientToken");
  const again = clientToken === undefined ? undefined : table.values().find((each) => each.clientToken === clientToken);
  return {
    queryDefinitionId: (id === undefined ? again : known(table, id, region))?.queryDefinitionId ?? randomUUID(),
    region,
    name,
    queryString,
    queryLanguage: text(input, "queryLanguage") ?? "CWLI",
    logGroupNames: texts(input, "logGroupNames"),
    parameters: list(input, "parameters"),
    clientToken,
  };
}

function known(table: Table<Definition>, id: string | undefined, region: string): Definition {
  const definition = table.get(id ?? "");
  if (definition?.region !== region) throw notFound("The specified query definition does not exist.");
  return definition;
}

function describe(table: Table<Definition>, input: JsonObject, region: string): JsonObject {
  const prefix = text(input, "queryDefinitionNamePrefix") ?? "";
  const language = text(input, "queryLanguage");
  const definitions = table
    .values()
    .filter((each) => each.region === region && each.name.startsWith(prefix))
    .filter(({ queryLanguage }) => queryLanguage === (language ?? queryLanguage))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const limit = within(input, "maxResults", { standard: 1_000, most: 1_000 });
  const asked = { token: text(input, "nextToken"), limit };
  const found = pageInOrder(definitions, ({ queryDefinitionId }) => queryDefinitionId, asked);
  if (!found) throw invalid("The specified nextToken is invalid.");
  return {
    queryDefinitions: found.page.map(({ region: _region, clientToken: _token, ...told }) => told),
    nextToken: found.next,
  };
}
