import type { BootstrapTemplate, StackTemplate } from "../model/assembly.ts";
import { canonical } from "../model/json.ts";
import type { Synth } from "../ports/synth.ts";
import { templatesId, version } from "./build-info.ts";
import { isBootstrapTemplate, isStackTemplates } from "./cached-shape.ts";
import { sha256, type TextCache } from "./template-cache.ts";

/**
 * Synthesis with a memory: equal configuration, templates and versions give what was made before, without loading the CDK.
 * `buildId` undefined (sources that may change under us) remembers nothing.
 */
export function createSynth(cache: TextCache, buildId: string | undefined = templatesId): Synth {
  const remembered = async <T>(
    key: unknown,
    isT: (value: unknown) => value is T,
    make: () => Promise<T>,
  ): Promise<T> => {
    if (buildId === undefined) return make();
    const name = canonical({ version, buildId, key });
    const found = parsed(await cache.read(name));
    if (isT(found)) return found;
    const made = await make();
    await cache.write(name, JSON.stringify(made));
    return made;
  };
  return {
    digest: sha256,
    environment: (config) =>
      remembered({ environment: config }, isStackTemplates, async (): Promise<readonly StackTemplate[]> => {
        const { synthesizeEnvironment } = await import("../../templates/index.ts");
        return synthesizeEnvironment(config, sha256);
      }),
    bootstrap: () =>
      remembered("bootstrap", isBootstrapTemplate, async (): Promise<BootstrapTemplate> => {
        const { synthesizeBootstrap } = await import("../../templates/index.ts");
        return synthesizeBootstrap(sha256);
      }),
  };
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
