#!/usr/bin/env node
import module from "node:module";

// Checks the Node version before anything newer than it can fail to parse, then starts the bundle.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`gworld needs Node 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exitCode = 2;
} else {
  // From Node 22.1 on compiled code is remembered between runs.
  module.enableCompileCache?.();
  await import("../dist/main.js").catch((error) => {
    if (error.code !== "ERR_MODULE_NOT_FOUND" || !String(error.message).includes("dist/main.js")) throw error;
    process.stderr.write("gworld is not built yet. In its folder run: npm ci && npm run build\n");
    process.exitCode = 2;
  });
}
