import { createHash } from "node:crypto";
import { isObject } from "../../json.ts";
import type { Store } from "../../store.ts";

/** The texts of templates, each once. */
export interface Templates {
  /** Keeps a template's text and answers its key. */
  keepTemplate(text: string): string;
  /** The very text that was kept. */
  template(key: string): string;
}

const isTemplateRow = (value: unknown): value is { readonly text: string } =>
  isObject(value) && typeof value["text"] === "string";

/** Opens the table of templates. */
export function openTemplates(store: Store): Templates {
  const table = store.table("cloudformation.templates", isTemplateRow);
  return {
    keepTemplate(text) {
      const key = createHash("sha256").update(text).digest("hex");
      if (!table.get(key)) table.put(key, { text });
      return key;
    },
    template: (key) => table.get(key)?.text ?? "{}",
  };
}
