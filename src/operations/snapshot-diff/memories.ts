import { compareKeys } from "../../model/archive/key-order.ts";
import { rowOf } from "../../model/archive/line.ts";
import { numberOf, stringOf } from "../../model/item.ts";
import type { Change } from "../../model/snapshot/changes.ts";
import type { Lines } from "./merge.ts";

/** A memory that only one side has, or that is another in each: then as the second one has it. */
export interface MemoryNote {
  readonly change: Change;
  readonly seq: string;
  readonly tick: number | null;
  readonly type: string | null;
  readonly importance: number | null;
  readonly text: string;
}

export interface MemoryNotes {
  /** Oldest first. */
  readonly memories: readonly MemoryNote[];
  /** So many older ones are left out. */
  readonly more: number;
}

/** Texts take memory: only the newest are kept. */
const most = 1_000;

/** Notes memories as they come, in whatever order. */
export function memoryNotes() {
  let kept: MemoryNote[] = [];
  let more = 0;
  const keepNewest = () => {
    kept.sort((a, b) => compareKeys(a.seq, b.seq));
    const over = Math.max(0, kept.length - most);
    kept = kept.slice(over);
    more += over;
  };
  return {
    add(change: Change, { a, b }: Lines): void {
      kept.push(noteOf(change, b ?? a ?? ""));
      if (kept.length >= 2 * most) keepNewest();
    },
    result(): MemoryNotes {
      keepNewest();
      return { memories: kept, more };
    },
  };
}

function noteOf(change: Change, line: string): MemoryNote {
  const row = rowOf(line);
  return {
    change,
    seq: stringOf(row, "seq") ?? "",
    tick: numberOf(row, "tick") ?? null,
    type: stringOf(row, "type") ?? null,
    importance: numberOf(row, "importance") ?? null,
    text: stringOf(row, "text") ?? "",
  };
}
