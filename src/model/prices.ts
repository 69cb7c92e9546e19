import { pricedRegion, prices } from "./cost/price-list.ts";

/**
 * List prices of on-demand request units of the standard table class in us-east-1, in US dollars for one. `asOf` is the day
 * since which they hold, that of the reduction by half from 1.25 and 0.25 for a million
 * (aws.amazon.com/dynamodb/pricing/on-demand). Other Regions cost up to half as much again.
 */
export const requestPrices = {
  asOf: "2024-11-01",
  region: pricedRegion,
  write: prices.tableWrites.usd / 1_000_000,
  read: prices.tableReads.usd / 1_000_000,
} as const;

export const readCost = (units: number) => units * requestPrices.read;
const writeCost = (units: number) => units * requestPrices.write;

/** Dollars for a person: `$0.02`, `$67`, and `under $0.01` for what is next to nothing. */
export function dollarsText(dollars: number): string {
  if (dollars < 0.01) return dollars === 0 ? "$0" : "under $0.01";
  return dollars < 10 ? `$${dollars.toFixed(2)}` : `$${Math.round(dollars).toLocaleString("en-US")}`;
}

/**
 * What loading these parts takes. Every table has one index, whose entries carry keys and little else: one unit more a row.
 * The world's own row is flipped, not loaded.
 */
export function loadCost(parts: readonly { readonly items: number; readonly writeUnits: number }[]) {
  const writeUnitsWithIndexes = parts.reduce((sum, { items, writeUnits }) => sum + items + writeUnits, 0);
  return { writeUnits: writeUnitsWithIndexes, dollars: writeCost(writeUnitsWithIndexes) };
}
