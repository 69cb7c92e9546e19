import { invalidRequest, malformedXml } from "./refuse.ts";
import type { Element } from "./xml.ts";

const actions = [
  "AbortIncompleteMultipartUpload",
  "Expiration",
  "NoncurrentVersionExpiration",
  "NoncurrentVersionTransition",
  "Transition",
];

/**
 * Refuses a lifecycle configuration whose rules S3 would not take: each tells its status, which objects it is for, and
 * what becomes of them (S3 user guide, Lifecycle configuration elements).
 */
export function checkLifecycle(root: Element): void {
  const rules = root.children.filter(({ name }) => name === "Rule");
  if (rules.length === 0) throw malformedXml();
  for (const { children } of rules) {
    const has = (...names: readonly string[]) => children.some(({ name }) => names.includes(name));
    const status = children.find(({ name }) => name === "Status")?.text;
    if ((status !== "Enabled" && status !== "Disabled") || !has("Filter", "Prefix")) throw malformedXml();
    if (!has(...actions)) throw invalidRequest("At least one action needs to be specified in a rule");
  }
}
