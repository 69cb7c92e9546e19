import { type JsonObject, number, text, texts } from "../json.ts";
import { pageInOrder } from "../paging.ts";
import { ServiceError } from "../service.ts";
import { validation } from "./state.ts";

interface Named {
  readonly region: string;
  readonly serviceNamespace: string;
  readonly resourceId: string;
  readonly scalableDimension: string;
}

/** Rows of a namespace, of the resources and the dimension the request names, if it names any. */
export function chosen<T extends Named>(
  rows: readonly T[],
  input: JsonObject,
  region: string,
  key: string,
): readonly T[] {
  const namespace = text(input, "ServiceNamespace");
  if (namespace === undefined) throw validation("ServiceNamespace must not be null");
  const one = text(input, key);
  const resources = one === undefined ? texts(input, key) : [one];
  const dimension = text(input, "ScalableDimension");
  return rows.filter(
    (row) =>
      row.region === region &&
      row.serviceNamespace === namespace &&
      (resources.length === 0 || resources.includes(row.resourceId)) &&
      (dimension === undefined || row.scalableDimension === dimension),
  );
}

/** A page in the rows' own order; `key` names the member that tells them apart. */
export function page(name: string, rows: readonly JsonObject[], key: string, input: JsonObject): JsonObject {
  const asked = { token: text(input, "NextToken"), limit: Math.min(number(input, "MaxResults") ?? 50, 50) };
  const found = pageInOrder(rows, (row) => text(row, key) ?? "", asked);
  if (!found) throw new ServiceError("InvalidNextTokenException", "The next token supplied was invalid");
  return { [name]: found.page, NextToken: found.next };
}
