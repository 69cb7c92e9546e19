import type { Sink } from "./sink.ts";

/** Turns a one-line spinner on a terminal while work goes on; the line is gone afterwards. */
export async function spin<T>(text: string, sink: Sink, work: () => Promise<T>): Promise<T> {
  const { default: ora } = await import("ora");
  const spinner = ora({ text, stream: sink, discardStdin: false, isEnabled: true }).start();
  try {
    return await work();
  } finally {
    spinner.stop();
  }
}
