// Bundles our own code and the SDK clients into lazy chunks. What is large and rarely loaded stays in node_modules.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const versionOf = (path) => JSON.parse(read(path)).version;

/** Whatever can change a template: the template sources, the model they read, and the CDK. */
function templatesId() {
  const hash = createHash("sha256");
  for (const folder of ["templates", "src/model"])
    for (const name of readdirSync(new URL(`../${folder}`, import.meta.url), { recursive: true }).sort())
      if (/\.\w+$/.test(name)) hash.update(`${folder}/${name}\n${read(`${folder}/${name}`)}\n`);
  for (const name of ["aws-cdk-lib", "constructs"]) hash.update(versionOf(`node_modules/${name}/package.json`));
  return hash.digest("hex").slice(0, 16);
}

/** commander loads child_process for subcommands that are programs of their own; gworld has none, and it costs 5 ms. */
const withoutChildProcess = {
  name: "commander without child_process",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?child_process$/ }, ({ importer }) =>
      /node_modules\/commander\//.test(importer) ? { path: "child_process", namespace: "absent" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "absent" }, () => ({ contents: "module.exports = {}" }));
  },
};

/**
 * The CDK loads a service when its name is read. Node's `import` of it reads every name of its index, so 400 modules
 * would be loaded for nothing: what is bundled requires it, and reads the names that are used.
 */
const cdkByName = {
  name: "aws-cdk-lib by name",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^aws-cdk-lib$/, namespace: "file" }, () => ({ path: "aws-cdk-lib", namespace: "by-name" }));
    onLoad({ filter: /.*/, namespace: "by-name" }, ({ path }) => {
      const names = Object.keys(createRequire(import.meta.url)(path));
      const read = names.map((name) => `export const ${name} = /* @__PURE__ */ (() => cdk.${name})();`);
      return { contents: [`const cdk = require("${path}");`, ...read].join("\n") };
    });
  },
};

/** Made apart and put in place whole, so that a gworld that starts meanwhile finds either build. */
const outdir = `node_modules/.gworld-build-${process.pid}`;

const shared = {
  outdir,
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
  define: {
    GWORLD_VERSION: JSON.stringify(versionOf("package.json")),
    GWORLD_TEMPLATES: JSON.stringify(templatesId()),
  },
  banner: {
    js: 'import{createRequire as gworldRequire}from"node:module";const require=gworldRequire(import.meta.url);',
  },
  plugins: [withoutChildProcess, cdkByName],
  logLevel: "warning",
};

// Apart, because code that two programs share is cut into many small files, and each file costs start-up time.
await Promise.all([
  build({ ...shared, entryPoints: { main: "src/main.ts" } }),
  build({ ...shared, entryPoints: { "local-cloud": "src/local/serve.ts" }, chunkNames: "local-cloud/[name]-[hash]" }),
  build({
    ...shared,
    entryPoints: { "world-engine": "src/main/world-engine.ts" },
    chunkNames: "world-engine/[name]-[hash]",
  }),
]);

/**
 * The resource types of the service specification, laid out so that single ones can be read. They are made once for each version
 * of it and of the code that makes them.
 */
async function laySpecification(into) {
  const entry = "src/local/cloudformation/spec/write.ts";
  const { outputFiles } = await build({ ...shared, splitting: false, write: false, entryPoints: { write: entry } });
  const [{ text, hash }] = outputFiles;
  const id = `${versionOf("node_modules/@aws-cdk/aws-service-spec/package.json")}-${hash.replaceAll("/", "_")}`;
  const kept = `node_modules/.cache/gworld-specification/${id}`;
  if (!existsSync(`${kept}/index.json`)) {
    const script = `${outdir}-specification.mjs`;
    writeFileSync(script, text);
    const { writeSpecification } = await import(pathToFileURL(script).href);
    await writeSpecification(kept);
    rmSync(script);
  }
  cpSync(kept, into, { recursive: true });
}
await laySpecification(`${outdir}/specification`);

mkdirSync("dist", { recursive: true });
renameSync("dist", `${outdir}-old`);
renameSync(outdir, "dist");
rmSync(`${outdir}-old`, { recursive: true });
