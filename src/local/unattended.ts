/**
 * Runs what an event or a timer calls for and nobody waits for: a failure, such as a full disk, is one line in the log
 * and ends neither the process nor its neighbours.
 */
export function unattended(what: string, run: () => void | Promise<void>): void {
  try {
    run()?.catch((error: unknown) => tellFailure(what, error));
  } catch (error) {
    tellFailure(what, error);
  }
}

export const tellFailure = (what: string, error: unknown): void =>
  console.error(`${what}: ${error instanceof Error ? error.message : String(error)}`);
