import type { Style } from "../ports/io.ts";
import { jsonText } from "./json.ts";
import { safeLine } from "./safe-text.ts";
import { details } from "./table.ts";

type Outputs = Readonly<Record<string, string>>;

export const outputsText = (outputs: Outputs, style: Style) =>
  details(
    Object.entries(outputs).map(([key, value]) => [key, safeLine(value)]),
    style,
  );

/** The bare value, for `$(gworld outputs RestApiUrl)`. */
export const outputValueText = (outputs: Outputs) => Object.values(outputs).map(safeLine).join("\n");

/** Lines that a shell can `eval` and a `.env` file can hold: `RestApiUrl` becomes `REST_API_URL`. */
export const outputsEnvText = (outputs: Outputs) =>
  Object.entries(outputs)
    .map(([key, value]) => `${variable(key)}=${quoted(value)}`)
    .join("\n");

export const outputsJsonText = (outputs: Outputs) => jsonText(outputs, 2);

const variable = (key: string) =>
  key
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();

const quoted = (value: string) => `'${safeLine(value).replaceAll("'", String.raw`'\''`)}'`;
