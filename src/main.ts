import { version } from "./main/build-info.ts";

const [only, ...others] = process.argv.slice(2);
if (only === "--version" && others.length === 0) process.stdout.write(`${version}\n`);
else {
  const { start } = await import("./main/start.ts");
  await start();
}
