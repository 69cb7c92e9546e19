// Bundles our own code and the SDK clients into lazy chunks. What is large and rarely loaded stays in node_modules.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { build } from "rolldown";

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
  resolveId: {
    filter: { id: /^(node:)?child_process$/ },
    handler: (_, importer = "") => (/node_modules\/commander\//.test(importer) ? "\0absent" : undefined),
  },
  load: { filter: { id: /^\0absent$/ }, handler: () => ({ code: "module.exports = {}", moduleType: "js" }) },
};

/**
 * The CDK loads a service when its name is read. Node's `import` of it reads every name of its index, so 400 modules
 * would be loaded for nothing: what is bundled requires it, and reads the names that are used.
 */
const cdkByName = {
  name: "aws-cdk-lib by name",
  resolveId: { filter: { id: /^aws-cdk-lib$/ }, handler: () => "\0aws-cdk-lib" },
  load: {
    filter: { id: /^\0aws-cdk-lib$/ },
    handler() {
      const names = Object.keys(createRequire(import.meta.url)("aws-cdk-lib"));
      const read = names.map((name) => `export const ${name} = /* @__PURE__ */ (() => cdk.${name})();`);
      const required = 'const cdk = createRequire(import.meta.url)("aws-cdk-lib");';
      return { code: ['import { createRequire } from "node:module";', required, ...read].join("\n"), moduleType: "js" };
    },
  },
};

/** Made apart and put in place whole, so that a gworld that starts meanwhile finds either build. */
const outdir = `node_modules/.gworld-build-${process.pid}`;

/**
 * What is always loaded together is one file, since each file costs start-up time: these modules with all they import, the first
 * that asks for one having it. Whatever else two commands share is cut by who needs it.
 */
const together = [
  ["version", /src\/main\/build-info\.ts$/],
  ["start", /src\/main\/start\.ts$/],
  ["context", /src\/main\/context\.ts$/],
  ["failure", /src\/output\/failure\.ts$/],
  ["config", /src\/(operations|output)\/config\.ts$/],
  ["sdk", /client-(sts|dynamodb|cloudformation)\/dist-es\/index\.js$/],
  ["target", /src\/main\/(target|connect|surroundings|local-cloud)\.ts$/],
  ["deploying", /src\/commands\/deploying\/(deploy|operations)\.ts$/],
];
const groups = together.map(([name, test], index) => ({ name, test, priority: together.length - index }));

/** What is not there would be left for Node to find, when the file that wants it is loaded. */
function refuseUnresolved(level, log, handle) {
  if (log.code === "UNRESOLVED_IMPORT") throw new Error(log.message);
  handle(level, log);
}

/** One program, and its parts in a folder. */
const program = (name, input, { parts = "", groups = [] }) =>
  build({
    input: { [name]: input },
    platform: "node",
    external: [/^(constructs|dynalite|@aws-cdk\/aws-service-spec)(\/|$)/, /^aws-cdk-lib\//],
    resolve: { mainFields: ["module", "main"] },
    moduleTypes: { ".script": "text" },
    transform: {
      target: "node20.19",
      define: {
        GWORLD_VERSION: JSON.stringify(versionOf("package.json")),
        GWORLD_TEMPLATES: JSON.stringify(templatesId()),
      },
    },
    plugins: [withoutChildProcess, cdkByName],
    // An import may be lazy for one command and not for another.
    checks: { ineffectiveDynamicImport: false },
    onLog: refuseUnresolved,
    output: {
      dir: outdir,
      format: "esm",
      minify: true,
      comments: false,
      chunkFileNames: `${parts}[name]-[hash].js`,
      codeSplitting: { groups },
    },
  });

await Promise.all([
  program("main", "src/main.ts", { groups }),
  program("local-cloud", "src/local/serve.ts", { parts: "local-cloud/" }),
  program("world-engine", "src/main/world-engine.ts", { parts: "world-engine/" }),
]);

/**
 * The resource types of the service specification, laid out so that single ones can be read. They are made once for each version
 * of it and of the code that makes them.
 */
async function laySpecification(into) {
  const entry = "src/local/cloudformation/spec/write.ts";
  const { output } = await build({ input: entry, platform: "node", external: /^@aws-cdk\//, write: false });
  const [{ code }] = output;
  const hash = createHash("sha256").update(code).digest("hex").slice(0, 16);
  const id = `${versionOf("node_modules/@aws-cdk/aws-service-spec/package.json")}-${hash}`;
  const kept = `node_modules/.cache/gworld-specification/${id}`;
  if (!existsSync(`${kept}/index.json`)) {
    const script = `${outdir}-specification.mjs`;
    writeFileSync(script, code);
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
