import { isObject, type Json, type JsonObject } from "../../json.ts";
import { invalid } from "../refusal.ts";

type Maybe<T> = T | Promise<T>;

/** Where `{{resolve:...}}` of a Region finds its values; undefined when there is no such parameter or secret. */
export interface Sources {
  parameter?(name: string, region: string): Maybe<string | undefined>;
  /** The secret's text, or one member of its JSON when a key is given. */
  secret?(arnOrName: string, key: string | undefined, region: string): Maybe<string | undefined>;
}

const pattern = /\{\{resolve:(ssm|ssm-secure|secretsmanager):([^{}]+)\}\}/g;

/** Replaces dynamic references. Done at the last moment only, so that no secret is written into stack state or events. */
export async function resolveDynamic(properties: JsonObject, sources: Sources, region: string): Promise<JsonObject> {
  const resolved = await resolve(properties, bound(sources, region));
  return isObject(resolved) ? resolved : {};
}

/** The sources of one Region. */
interface Bound {
  parameter(name: string): Maybe<string | undefined>;
  secret(arnOrName: string, key: string | undefined): Maybe<string | undefined>;
}

const bound = (sources: Sources, region: string): Bound => ({
  parameter: (name) => sources.parameter?.(name, region),
  secret: (arnOrName, key) => sources.secret?.(arnOrName, key, region),
});

async function resolve(value: Json, sources: Bound): Promise<Json> {
  if (typeof value === "string") return value.includes("{{resolve:") ? resolveText(value, sources) : value;
  if (Array.isArray(value)) return Promise.all(value.map((item: Json) => resolve(item, sources)));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    await Promise.all(Object.entries(value).map(async ([key, item]) => [key, await resolve(item, sources)] as const)),
  );
}

async function resolveText(source: string, sources: Bound): Promise<string> {
  let resolved = source;
  for (const [reference, service = "", rest = ""] of source.matchAll(pattern)) {
    const value = service === "secretsmanager" ? await secretOf(rest, sources) : await parameterOf(rest, sources);
    resolved = resolved.replace(reference, () => value);
  }
  return resolved;
}

async function parameterOf(rest: string, sources: Bound): Promise<string> {
  const name = rest.replace(/:\d+$/, "");
  const value = await sources.parameter(name);
  if (value === undefined) throw invalid(`Parameter ${name} does not exist, referenced by {{resolve:ssm:${rest}}}`);
  return value;
}

/** `id:SecretString:key:stage:version`, where the ID may be an ARN with colons of its own. */
async function secretOf(rest: string, sources: Bound): Promise<string> {
  const at = rest.indexOf(":SecretString");
  const id = at < 0 ? rest : rest.slice(0, at);
  const key = at < 0 ? undefined : rest.slice(at + ":SecretString".length + 1).split(":")[0];
  const value = await sources.secret(id, key || undefined);
  if (value === undefined)
    throw invalid(
      key
        ? `Could not find a value associated with JSONKey in SecretString`
        : `Secrets Manager can't find the specified secret.`,
    );
  return value;
}
