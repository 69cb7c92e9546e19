import type { UsageConfig } from "../environment.ts";
import { readTemplate, type Template } from "../template.ts";
import type { Charge, Rate } from "./charge.ts";
import { dataRates } from "./data-rates.ts";
import { isFree } from "./free-types.ts";
import { frontRates } from "./front-rates.ts";
import { networkRates } from "./network-rates.ts";
import { notIncluded, pricedRegion, pricesAsOf } from "./price-list.ts";
import { serviceRates } from "./service-rates.ts";

/** One kind of cost of one stack, for a month. `price` is for one unit. */
export interface CostLine {
  readonly kind: string;
  readonly quantity: number;
  readonly unit: string;
  readonly price: number;
  readonly total: number;
  /** The page that has the price. */
  readonly source: string;
}

export interface StackCost {
  readonly name: string;
  readonly total: number;
  readonly lines: readonly CostLine[];
}

/** What an environment costs in a month, from its templates, list prices and assumed usage. */
export interface Estimate {
  readonly currency: "USD";
  readonly asOf: string;
  /** The Region whose prices these are, which may not be the environment's. */
  readonly pricedIn: string;
  readonly total: number;
  readonly stacks: readonly StackCost[];
  readonly assumed: UsageConfig;
  readonly unpriced: readonly { readonly stack: string; readonly logicalId: string; readonly reason: string }[];
  readonly notIncluded: readonly string[];
}

export interface PricedTemplate {
  readonly name: string;
  readonly body: string;
}

const rates: Readonly<Record<string, Rate>> = { ...networkRates, ...serviceRates, ...dataRates, ...frontRates };

/** Prices templates, with every service at its fewest tasks or at its most. */
export function estimate(
  templates: readonly PricedTemplate[],
  usage: UsageConfig,
  tasks: "min" | "max" = "min",
): Estimate {
  const read = templates.map(({ name, body }) => ({ name, template: readTemplate(body) }));
  const share = shares(read.map(({ template }) => template));
  const priced = read.map(({ name, template }) => {
    const found = [...template.resources].flatMap(([logicalId, resource]) => {
      const rate = Object.hasOwn(rates, resource.type) ? rates[resource.type] : undefined;
      if (rate !== undefined) return rate(resource, { usage, template, share, tasks }, logicalId).map(at(logicalId));
      return isFree(resource.type) ? [] : [at(logicalId)({ unpriced: `no price is known for ${resource.type}` })];
    });
    const lines = linesOf(found.flatMap(({ item }) => ("unpriced" in item ? [] : [item])));
    const unpriced = found.flatMap(({ logicalId, item }) =>
      "unpriced" in item ? [{ stack: name, logicalId, reason: item.unpriced }] : [],
    );
    return { stack: { name, total: sum(lines), lines }, unpriced };
  });
  const stacks = priced.map(({ stack }) => stack);
  return {
    currency: "USD",
    asOf: pricesAsOf,
    pricedIn: pricedRegion,
    total: sum(stacks),
    stacks,
    assumed: usage,
    unpriced: priced.flatMap(({ unpriced }) => unpriced),
    notIncluded,
  };
}

const at =
  (logicalId: string) =>
  <T>(item: T) => ({ logicalId, item });

function shares(templates: readonly Template[]): (type: string) => number {
  const counts = new Map<string, number>();
  for (const { resources } of templates)
    for (const { type } of resources.values()) counts.set(type, (counts.get(type) ?? 0) + 1);
  return (type) => 1 / (counts.get(type) ?? 1);
}

function linesOf(charges: readonly Charge[]): readonly CostLine[] {
  const alike = new Map<string, Charge>();
  for (const one of charges) {
    const key = `${one.kind} ${one.price.usd}`;
    alike.set(key, { ...one, quantity: (alike.get(key)?.quantity ?? 0) + one.quantity });
  }
  return [...alike.values()]
    .filter(({ quantity }) => quantity > 0)
    .map(({ kind, quantity, price: { unit, usd, source } }) => ({
      kind,
      quantity: round(quantity),
      unit,
      price: round(usd, 1_000_000),
      total: round(quantity * usd),
      source,
    }));
}

/** In cents, so that totals add up as they are read. */
const sum = (parts: readonly { readonly total: number }[]) =>
  round(
    parts.reduce((total, part) => total + part.total, 0),
    100,
  );

/** To a hundredth of a cent: what adds up in floating point stays readable in JSON. */
const round = (value: number, parts = 10_000) => Math.round(value * parts) / parts;
