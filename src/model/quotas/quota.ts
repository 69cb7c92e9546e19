import type { Template, TemplateResource } from "../template.ts";

/** What an account may have, and how much of it templates need. */
export interface Quota {
  /** The service's code in Service Quotas, such as `vpc`. */
  readonly service: string;
  readonly name: string;
  /** Its code there; absent where it is documented and Service Quotas is not asked. */
  readonly code?: string | undefined;
  /** What AWS gives an account that never asked for more. */
  readonly standard: number;
  /** True where one value holds for all Regions, which us-east-1 tells. */
  readonly global?: boolean | undefined;
  readonly need: Need;
}

/** How much templates need, at the least and when every service runs its most tasks. */
export type Need = (templates: readonly Template[]) => { readonly least: number; readonly most: number };

type Fits = (resource: TemplateResource) => boolean;

const all = (templates: readonly Template[]) => templates.flatMap(({ resources }) => [...resources.values()]);

/** As many as there are resources of a type. */
export const countOf =
  (type: string, fits: Fits = () => true): Need =>
  (templates) =>
    same(all(templates).filter((resource) => resource.type === type && fits(resource)).length);

/** The most that any one holder has, such as the indexes of a table. */
export const mostOf =
  (type: string, size: (resource: TemplateResource) => number): Need =>
  (templates) =>
    same(Math.max(0, ...all(templates).map((resource) => (resource.type === type ? size(resource) : 0))));

/** The most resources of a type that share a key, such as NAT gateways their subnet. */
export const mostAlike =
  (type: string, keyOf: (resource: TemplateResource) => string): Need =>
  (templates) => {
    const counts = new Map<string, number>();
    for (const resource of all(templates).filter((one) => one.type === type)) {
      const key = keyOf(resource);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return same(Math.max(0, ...counts.values()));
  };

export const same = (value: number) => ({ least: value, most: value });
