import { join, resolve } from "node:path";
import { build } from "rolldown";

const project = resolve(import.meta.dirname, "../..");

/**
 * Bundles an entry point as the build does and answers the file. It lies two folders below the project, so that packages
 * which are not bundled are found from there.
 */
export async function bundle(entry: string, outdir: string): Promise<string> {
  const file = join(outdir, "local-cloud.mjs");
  await build({
    input: join(project, entry),
    platform: "node",
    external: /^(dynalite|@aws-cdk\/aws-service-spec)(\/|$)/,
    resolve: { mainFields: ["module", "main"] },
    moduleTypes: { ".script": "text" },
    output: { file, codeSplitting: false },
  });
  return file;
}
