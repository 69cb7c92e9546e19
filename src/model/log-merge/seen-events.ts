/** Event IDs of the recent past, forgotten in slices of time so that forgetting costs nothing. */
export interface SeenEvents {
  /** False when it was there already. */
  add(id: string, timestamp: number): boolean;
  /** Forgets only what is older than the moment; may keep a few seconds more. */
  forgetBefore(moment: number): void;
  /** Forgets the oldest slice; everything before the returned moment is forgotten now. */
  shed(): number;
  size(): number;
}

const sliceMs = 5_000;

export function seenEvents(): SeenEvents {
  const slices = new Map<number, Set<string>>();
  let size = 0;
  const drop = (slice: number) => {
    size -= slices.get(slice)?.size ?? 0;
    slices.delete(slice);
  };
  return {
    add(id, timestamp) {
      const slice = Math.floor(timestamp / sliceMs);
      const ids = slices.get(slice) ?? new Set();
      slices.set(slice, ids);
      if (ids.has(id)) return false;
      ids.add(id);
      size += 1;
      return true;
    },
    forgetBefore(moment) {
      for (const slice of slices.keys()) if ((slice + 1) * sliceMs <= moment) drop(slice);
    },
    shed() {
      const oldest = Math.min(...slices.keys());
      drop(oldest);
      return (oldest + 1) * sliceMs;
    },
    size: () => size,
  };
}
