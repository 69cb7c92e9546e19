import { commandFilter, githubRun, type CommandFilter } from "../output/github.ts";
import type { Sink } from "../output/sink.ts";
import type { Host } from "./host.ts";

/** A host whose streams hold no workflow command but gworld's own. Under `--json` there are none of those either. */
export function onGithub(host: Host, json: boolean): Host {
  const { stdout, stderr } = host;
  const aside = commandFilter(json);
  const github = githubRun((line) => void stderr.write(`${aside.atLineStart() ? "" : "\n"}${line}\n`));
  return {
    ...host,
    stdout: filtered(stdout, commandFilter(json)),
    stderr: filtered(stderr, aside),
    ...(!json && { github }),
  };
}

/** The same stream, but for what is written to it. */
const filtered = (sink: Sink, filter: CommandFilter): Sink =>
  new Proxy(sink, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      if (key !== "write") return value.bind(target);
      return (chunk: unknown, ...rest: readonly unknown[]) =>
        Reflect.apply(value, target, [typeof chunk === "string" ? filter.pass(chunk) : chunk, ...rest]);
    },
  });
