import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StackTemplate } from "../model/assembly.ts";
import type { EnvironmentConfig } from "../model/environment.ts";
import { checkTemplates } from "../model/rules/check.ts";
import type { Finding } from "../model/rules/rule.ts";
import { templateSet } from "../model/rules/template-set.ts";

/** What looks at templates. */
export interface TemplateChecks {
  /** Our own rules, over all templates of an environment: about a tenth of a second. */
  rules(config: EnvironmentConfig, templates: readonly StackTemplate[]): readonly Finding[];
  /** CDK's validator: seconds. */
  validator(templates: readonly StackTemplate[]): Promise<readonly Finding[]>;
}

export const templateChecks: TemplateChecks = {
  rules: (config, templates) => checkTemplates(templateSet(config, templates)),
  async validator(templates) {
    const { validateTemplates } = await import("../../templates/validate.ts");
    const folder = await mkdtemp(join(tmpdir(), "gworld-validate-"));
    try {
      const files = templates.map(({ name, region }) => ({ name, region, path: join(folder, `${name}.json`) }));
      await Promise.all(templates.map(({ name, body }) => writeFile(join(folder, `${name}.json`), body)));
      return validateTemplates(files);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
