// Bundles our own code and the SDK clients into lazy chunks. What is large and rarely loaded stays in node_modules.
import { rmSync } from "node:fs";
import { build } from "esbuild";

rmSync("dist", { recursive: true, force: true });
await build({
  entryPoints: {
    main: "src/main.ts",
    "local-cloud": "src/local/serve.ts",
  },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  mainFields: ["module", "main"],
  minify: true,
  legalComments: "none",
  external: ["aws-cdk-lib", "constructs", "dynalite", "@aws-cdk/aws-service-spec"],
  loader: { ".script": "text" },
  banner: {
    js: 'import{createRequire as gworldRequire}from"node:module";const require=gworldRequire(import.meta.url);',
  },
  logLevel: "warning",
});
