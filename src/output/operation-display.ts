import type { OperationEvent, ReportOperation } from "../model/operation-events.ts";
import type { Io, Progress } from "../ports/io.ts";
import { operationProgress } from "./operation-progress.ts";

/** The live picture of an operation. It appears with the first event and makes way for questions. */
export interface OperationDisplay {
  readonly report: ReportOperation;
  /** Takes the picture away; the next event brings it back as it was. */
  readonly pause: () => void;
}

export function operationDisplay(io: Pick<Io, "progress">): OperationDisplay {
  const view = operationProgress();
  let live: Progress<OperationEvent> | undefined;
  return {
    report(event) {
      live ??= io.progress(view);
      live.report(event);
    },
    pause() {
      live?.end();
      live = undefined;
    },
  };
}
