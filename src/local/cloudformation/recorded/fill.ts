import { text, type JsonObject } from "../../json.ts";
import type { ResourceRequest } from "../../resource.ts";
import { randomFrom } from "../model/names.ts";

/** What recorded values are made of: the same request always gives the same ones. */
export interface Fill {
  readonly request: ResourceRequest;
  readonly properties: JsonObject;
  readonly region: string;
  readonly account: string;
  /** Hexadecimal characters; the label tells several values of one resource apart. */
  hex(label: string, length: number): string;
  lower(label: string, length: number): string;
  upper(label: string, length: number): string;
  uuid(label: string): string;
  /** The user's name under that property, or one of CloudFormation's. */
  name(property: string, maxLength?: number): string;
}

/** Values for one request, all derived from its stack, logical ID and seed. */
export function fillFor(request: ResourceRequest): Fill {
  // The generated name holds the seed, so that a replacement gets other values than its predecessor.
  const seed = `${request.stackId}|${request.type}|${request.generatedName(128)}`;
  const of = (label: string, length: number, alphabet: string) => randomFrom(`${seed}|${label}`, length, alphabet);
  const hex = (label: string, length: number) => of(label, length, "0123456789abcdef");
  return {
    request,
    properties: request.properties,
    region: request.region,
    account: request.account,
    hex,
    lower: (label, length) => of(label, length, "abcdefghijklmnopqrstuvwxyz0123456789"),
    upper: (label, length) => of(label, length, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
    uuid(label) {
      const digits = hex(label, 32);
      return [0, 8, 12, 16, 20].map((at, index) => digits.slice(at, [8, 12, 16, 20, 32][index])).join("-");
    },
    name: (property, maxLength = 64) => text(request.properties, property) ?? request.generatedName(maxLength),
  };
}

/** An ARN from the specification's template; variables that are no property stand for the name. */
export function fillArn(template: string, fill: Fill, name: string): string {
  const known: Readonly<Record<string, string>> = { Partition: "aws", Region: fill.region, Account: fill.account };
  return template.replaceAll(
    /\$\{([^}]+)\}/g,
    (_, variable: string) => known[variable] ?? text(fill.properties, variable) ?? name.replace(/^\//, ""),
  );
}
