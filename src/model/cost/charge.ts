import type { UsageConfig } from "../environment.ts";
import type { Template, TemplateResource } from "../template.ts";
import type { Price } from "./price-list.ts";

/** What one resource adds to a month's bill. */
export interface Charge {
  readonly kind: string;
  readonly quantity: number;
  readonly price: Price;
}

/** A resource that no price is known for. */
export interface Unpriced {
  readonly unpriced: string;
}

/** What a resource's price depends on besides itself. */
export interface Scene {
  readonly usage: UsageConfig;
  /** The template that the resource stands in. */
  readonly template: Template;
  /** The part of a shared usage that one resource of a type carries: all of them carry the same. */
  readonly share: (type: string) => number;
  /** Which of its bounds a service runs at. */
  readonly tasks: "min" | "max";
}

export type Rate = (resource: TemplateResource, scene: Scene, logicalId: string) => readonly (Charge | Unpriced)[];

export const charge = (kind: string, quantity: number, price: Price): Charge => ({ kind, quantity, price });
