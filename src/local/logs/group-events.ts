import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { EventEntry } from "./entry.ts";
import type { NewLogEvent } from "./sink.ts";
import { lowerBound, type Sorted, sorted, startOf } from "./sorted.ts";
import { type StreamFile, streamFile } from "./stream-file.ts";

/** The events of one log group: messages on disk, their order in memory. */
export interface GroupEvents {
  append(streamId: string, events: readonly NewLogEvent[], ingestionTime: number): void;
  /** In FilterLogEvents' order, of the whole group or of one stream. */
  entries(streamId?: string): readonly EventEntry[];
  messages(entries: readonly EventEntry[]): readonly string[];
  /** The same as JSON in bytes, as it lies on disk. */
  bodies(entries: readonly EventEntry[]): readonly Buffer[];
  /** Tells of events as they are written, until what is answered is called. */
  watch(watcher: Watcher): () => void;
  removeStream(streamId: string): void;
  /** Takes events before a moment off the disk, of each stream once they are a quarter of it: work in proportion. */
  expire(before: number): void;
}

/** Hears of the events of one batch, and from when on they can be read. */
export type Watcher = (streamId: string, events: readonly NewLogEvent[], ingestionTime: number) => void;

/** Groups' events by group ID, read from disk when first asked for. */
export interface EventFiles {
  group(id: string): GroupEvents;
  remove(id: string): void;
  /** Expires the events of all groups that were read. */
  expire(): void;
  /** What a group takes on disk, without reading it. */
  size(id: string): number;
}

/** Files of events in a folder; `oldest` says since when a group keeps its events. */
export function eventFiles(dir: string, oldest: (id: string) => number): EventFiles {
  const groups = new Map<string, GroupEvents>();
  return {
    group(id) {
      const known = groups.get(id);
      if (known) return known;
      const opened = openGroup(join(dir, id));
      opened.expire(oldest(id));
      groups.set(id, opened);
      return opened;
    },
    expire() {
      for (const [id, group] of groups) group.expire(oldest(id));
    },
    size: (id) => (existsSync(join(dir, id)) ? sizes(join(dir, id)) : 0),
    remove(id) {
      groups.delete(id);
      rmSync(join(dir, id), { recursive: true, force: true });
    },
  };
}

const suffix = ".log";

const sizes = (dir: string) =>
  readdirSync(dir)
    .filter((name) => name.endsWith(suffix))
    .reduce((sum, name) => sum + (statSync(join(dir, name), { throwIfNoEntry: false })?.size ?? 0), 0);

function openGroup(dir: string): GroupEvents {
  mkdirSync(dir, { recursive: true });
  const all = sorted();
  const streams = new Map<string, { file: StreamFile; order: Sorted }>();
  const watchers = new Set<Watcher>();
  const open = (streamId: string) => {
    const known = streams.get(streamId);
    if (known) return known;
    const stream = { file: streamFile(join(dir, streamId + suffix), streamId), order: sorted() };
    streams.set(streamId, stream);
    stream.order.add(stream.file.loaded);
    all.add(stream.file.loaded);
    return stream;
  };
  for (const name of readdirSync(dir)) if (name.endsWith(suffix)) open(name.slice(0, -suffix.length));
  let sequence = all.entries().reduce((most, entry) => Math.max(most, entry.sequence), 0);
  return {
    append(streamId, events, ingestionTime) {
      if (events.length === 0) return;
      const { file, order } = open(streamId);
      const entries = file.append(
        events.map(({ timestamp, message }) => ({ timestamp, message, ingestionTime, sequence: (sequence += 1) })),
      );
      order.add(entries);
      all.add(entries);
      for (const watcher of watchers) watcher(streamId, events, ingestionTime);
    },
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    entries: (streamId) => (streamId === undefined ? all : streams.get(streamId)?.order)?.entries() ?? [],
    messages: (entries) => bodiesOf(entries, (streamId) => open(streamId).file).map(decode),
    bodies: (entries) => bodiesOf(entries, (streamId) => open(streamId).file),
    removeStream(streamId) {
      streams.delete(streamId);
      all.remove(streamId);
      rmSync(join(dir, streamId + suffix), { force: true });
    },
    expire(before) {
      for (const [streamId, { file, order }] of streams) {
        const entries = order.entries();
        const gone = lowerBound(entries, startOf(before));
        if (gone === 0 || gone * 4 < entries.length) continue;
        const kept = file.keep(entries.slice(gone));
        const fresh = sorted();
        fresh.add(kept);
        streams.set(streamId, { file, order: fresh });
        all.remove(streamId);
        all.add(kept);
      }
    },
  };
}

/** Reads each stream's share in one go and puts the messages back in the order asked for. */
function bodiesOf(entries: readonly EventEntry[], fileOf: (streamId: string) => StreamFile): Buffer[] {
  const shares = new Map<string, { readonly entries: EventEntry[]; readonly places: number[] }>();
  for (const [place, entry] of entries.entries()) {
    const share = shares.get(entry.streamId) ?? { entries: [], places: [] };
    if (share.places.length === 0) shares.set(entry.streamId, share);
    share.entries.push(entry);
    share.places.push(place);
  }
  const bodies = Array.from<Buffer>({ length: entries.length });
  for (const [streamId, share] of shares)
    for (const [at, body] of fileOf(streamId).read(share.entries).entries()) bodies[share.places[at] ?? 0] = body;
  return bodies;
}

const decode = (body: Buffer) => String(JSON.parse(body.toString()));
