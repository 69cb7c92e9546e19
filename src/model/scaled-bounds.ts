import { serviceNames } from "./environment.ts";
import { canonical, isRecord } from "./json.ts";
import { pascalCase } from "./names.ts";
import type { Template } from "./template.ts";

interface Bounds {
  readonly service: string;
  readonly minCapacity: number;
  readonly maxCapacity: number;
}

/**
 * What deploying does to bounds that were scaled since the last deploy. CloudFormation touches a scalable target only when
 * its template changes; then the template wins.
 */
export function scaledBounds(live: readonly Bounds[], before: Template, after: Template): string[] {
  const [old, now] = [boundsOf(before), boundsOf(after)];
  return live.flatMap((target) => {
    const declared = old.find(({ service }) => service === target.service);
    const wanted = now.find(({ service }) => service === target.service);
    if (declared === undefined || wanted === undefined || same(declared, target)) return [];
    const scaled = `${target.service} was scaled to ${inWords(target)}`;
    if (same(declared, wanted)) return [`${scaled}; deploying keeps that`];
    return same(wanted, target) ? [] : [`${scaled}; deploying sets ${inWords(wanted)}`];
  });
}

const same = (a: Bounds, b: Bounds) => a.minCapacity === b.minCapacity && a.maxCapacity === b.maxCapacity;
const inWords = ({ minCapacity, maxCapacity }: Bounds) => `${minCapacity} to ${maxCapacity} tasks`;

function boundsOf({ resources }: Template): Bounds[] {
  return [...resources].flatMap(([logicalId, { type, properties }]) => {
    if (type !== "AWS::ApplicationAutoScaling::ScalableTarget") return [];
    const text = `${logicalId} ${canonical(properties["ResourceId"])}`;
    const service = serviceNames.find((name) => text.includes(name) || text.includes(pascalCase(name)));
    const { MinCapacity: min, MaxCapacity: max } = isRecord(properties) ? properties : {};
    return service === undefined ? [] : [{ service, minCapacity: Number(min), maxCapacity: Number(max) }];
  });
}
