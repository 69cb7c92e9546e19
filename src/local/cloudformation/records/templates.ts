import { createHash } from "node:crypto";
import type { LocalClock } from "../../clock.ts";
import { isObject } from "../../json.ts";
import type { Store } from "../../store.ts";

/** The texts of templates, each once. */
export interface Templates {
  /** Keeps a template's text and answers its key. */
  keepTemplate(text: string): string;
  /** The very text that was kept. */
  template(key: string): string;
  /** Drops all texts but those used, and those of requests that have not written down yet what they want them for. */
  keepOnly(used: ReadonlySet<string>, now: number): void;
}

const isTemplateRow = (value: unknown): value is { readonly text: string } =>
  isObject(value) && typeof value["text"] === "string";

/** Milliseconds in which a request that kept a template has long been answered. */
const underWay = 10 * 60 * 1000;

/** Opens the table of templates. */
export function openTemplates(store: Store, clock: LocalClock): Templates {
  const keptAt = new Map<string, number>();
  const table = store.table("cloudformation.templates", isTemplateRow);
  return {
    keepTemplate(text) {
      const key = createHash("sha256").update(text).digest("hex");
      keptAt.set(key, clock.now());
      if (!table.get(key)) table.put(key, { text });
      return key;
    },
    template: (key) => table.get(key)?.text ?? "{}",
    keepOnly(used, now) {
      for (const [key, at] of keptAt) if (at < now - underWay) keptAt.delete(key);
      for (const key of table.keys()) if (!used.has(key) && !keptAt.has(key)) table.delete(key);
    },
  };
}
