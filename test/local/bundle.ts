import { join, resolve } from "node:path";
import { build } from "esbuild";

const project = resolve(import.meta.dirname, "../..");

/**
 * Bundles an entry point as the build does and answers the file. It lies two folders below the project, so that packages
 * which are not bundled are found from there.
 */
export async function bundle(entry: string, outdir: string): Promise<string> {
  await build({
    entryPoints: { "local-cloud": join(project, entry) },
    outdir,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    outExtension: { ".js": ".mjs" },
    mainFields: ["module", "main"],
    external: ["dynalite", "@aws-cdk/aws-service-spec"],
    nodePaths: [join(project, "node_modules")],
    loader: { ".script": "text" },
    banner: { js: 'import{createRequire as own}from"node:module";const require=own(import.meta.url);' },
    logLevel: "error",
  });
  return join(outdir, "local-cloud.mjs");
}
