import type { BootstrapTemplate, StackTemplate } from "../model/assembly.ts";
import { canonical } from "../model/json.ts";
import type { Finding } from "../model/rules/rule.ts";
import type { Synth } from "../ports/synth.ts";
import { templatesId, version } from "./build-info.ts";
import { isBootstrapTemplate, isStackTemplates } from "./cached-shape.ts";
import { sha256, type TextCache } from "./template-cache.ts";
import type { TemplateChecks } from "./template-checks.ts";

/**
 * Synthesis with a memory: equal configuration, templates and versions give what was made before, without loading the CDK,
 * and templates that have passed a check do not take it again. `buildId` undefined (sources that may change under us)
 * remembers nothing, and checks nothing: the tests of these sources do.
 */
export function createSynth(
  cache: TextCache,
  buildId: string | undefined = templatesId,
  loadChecks: () => Promise<TemplateChecks> = async () => (await import("./template-checks.ts")).templateChecks,
): Synth {
  const nameOf = (key: unknown) => canonical({ version, buildId, key });
  const remembered = async <T>(
    key: unknown,
    isT: (value: unknown) => value is T,
    make: () => Promise<T>,
  ): Promise<T> => {
    if (buildId === undefined) return make();
    const found = parsed(await cache.read(nameOf(key)));
    if (isT(found)) return found;
    const made = await make();
    await cache.write(nameOf(key), JSON.stringify(made));
    return made;
  };
  const unlessPassed = async (check: string, templates: readonly StackTemplate[], find: Check) => {
    const name = nameOf({ check, templates: templates.map(({ region, digest }) => [region, digest]) });
    if (buildId === undefined || (await cache.read(name)) !== undefined) return [];
    const findings = await find(await loadChecks());
    if (findings.length === 0) await cache.write(name, check);
    return findings;
  };
  return {
    digest: sha256,
    environment: (config) =>
      remembered({ environment: config }, isStackTemplates, async (): Promise<readonly StackTemplate[]> => {
        const [{ synthesizeEnvironment }, { refuseFindings }] = await Promise.all([
          import("../../templates/index.ts"),
          import("../model/rules/refuse.ts"),
        ]);
        const made = synthesizeEnvironment(config, sha256);
        refuseFindings(config.name, await unlessPassed("rules", made, (checks) => checks.rules(config, made)));
        return made;
      }),
    bootstrap: () =>
      remembered("bootstrap", isBootstrapTemplate, async (): Promise<BootstrapTemplate> => {
        const { synthesizeBootstrap } = await import("../../templates/index.ts");
        return synthesizeBootstrap(sha256);
      }),
    validate: (templates, begins) =>
      unlessPassed("validator", templates, (checks) => {
        begins();
        return checks.validator(templates);
      }),
  };
}

type Findings = readonly Finding[];
type Check = (checks: TemplateChecks) => Findings | Promise<Findings>;

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
