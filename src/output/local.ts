import type { LocalEndpoint } from "../ports/local-cloud.ts";
import type { Style } from "../ports/io.ts";
import { safeLine } from "./safe-text.ts";
import { details } from "./table.ts";

/** Where the local cloud is, or that it is not. */
export const localStatusText = (status: { running: boolean; dir: string } & Partial<LocalEndpoint>, style: Style) =>
  status.running
    ? details(
        [
          ["Local cloud", ({ good }) => good("running")],
          ["Endpoint", ({ bold }) => bold(status.endpoint ?? "")],
          ["Process", String(status.pid ?? "")],
          ["Folder", status.dir],
          ["Account", status.account],
          ["Region", status.region],
          ["Since", status.startedAt],
          ["Time", timeText(status.timeScale ?? 0)],
        ],
        style,
      )
    : details(
        [
          ["Local cloud", ({ dim }) => dim("not running")],
          ["Folder", status.dir],
        ],
        style,
      );

const timeText = (scale: number) => (scale === 0 ? "nothing waits" : `${scale} of the time AWS takes`);

/** Lines for a POSIX shell: `eval "$(gworld local env)"`. */
export const exportText = (variables: Readonly<Record<string, string>>) =>
  Object.entries(variables)
    .map(([name, value]) => `export ${name}=${shellQuoted(safeLine(value))}`)
    .join("\n");

const shellQuoted = (text: string) => (/^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
