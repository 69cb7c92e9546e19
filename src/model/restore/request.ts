import type { RestoreEntry } from "../catalogue.ts";
import { GworldError } from "../error.ts";
import { shellWord } from "../shell-word.ts";
import { ulidForm } from "../ulid.ts";
import { checkBulkUnits, type Engine, engineNamed } from "./engine.ts";
import { type Only, onlyOf, onlyText, onlyWords } from "./parts.ts";

/** What becomes of events whose time is over: kept as they are, moved on by the snapshot's age, or made to last. */
export const ttlModes = ["keep", "shift", "strip"] as const;
export type TtlMode = (typeof ttlModes)[number];

/** What is asked of a restore. */
export interface RestoreRequest {
  readonly snapshotId: string;
  /** The world to make; undefined puts the snapshot's own world back. */
  readonly as: string | undefined;
  /** The archive to read from, `s3://bucket/prefix`; undefined reads the environment's own. */
  readonly from: string | undefined;
  readonly ttl: TtlMode;
  readonly allowFuzzy: boolean;
  readonly only: Only;
  /** Who loads the rows; undefined leaves it to their size. */
  readonly engine: Engine | undefined;
}

interface Typed {
  readonly id: string;
  readonly as: string | undefined;
  readonly undo: boolean;
  readonly redo?: boolean;
  readonly abort: boolean;
  readonly from: string | undefined;
  readonly ttl: string | undefined;
  readonly allowFuzzy: boolean;
  readonly only: readonly string[];
  readonly engine?: string | undefined;
  readonly maxWcu?: number | undefined;
}

/** A request as it was typed. Throws `usage` for what cannot go together. */
export function restoreRequest(typed: Typed): RestoreRequest {
  const { id, as, from, ttl, allowFuzzy, only } = typed;
  if (id.trim() === "")
    throw new GworldError("usage", "Which snapshot? Its ID is empty.", {
      hint: "See those there are: gworld snapshot list",
    });
  const engine = engineNamed(typed.engine);
  checkBulkUnits(engine, typed.maxWcu);
  admitTyped(typed);
  return {
    snapshotId: ulidForm.test(id.toUpperCase()) ? id.toUpperCase() : id,
    as: as === undefined ? undefined : worldIdOf(as),
    from,
    ttl: ttlModes.find((mode) => mode === ttl) ?? "keep",
    allowFuzzy,
    only: onlyOf(only),
    engine,
  };
}

function admitTyped(typed: Typed): void {
  const ways = (["undo", "redo", "abort"] as const).filter((way) => typed[way]);
  const [way, second] = ways;
  if (second !== undefined)
    throw new GworldError("usage", `--${way} and --${second} are two things.`, {
      hint: "--abort drops a restore that goes on, --undo takes back one that is complete, --redo brings that back again.",
    });
  const given = (["as", "from", "ttl", "engine"] as const).find((name) => typed[name] !== undefined);
  const other = given ?? (typed.only.length > 0 ? "only" : undefined);
  if (way !== undefined && other !== undefined)
    throw new GworldError("usage", `--${other} says nothing together with --${way}.`, {
      hint: `Leave --${other} out.`,
    });
}

const worldForm = /^[a-z][a-z0-9-]{1,39}$/;

/** Throws `usage` for a name no world can have. */
export function worldIdOf(text: string, example = "--as smallville-copy"): string {
  if (worldForm.test(text)) return text;
  throw new GworldError("usage", `${JSON.stringify(text.slice(0, 60))} cannot be the ID of a world.`, {
    hint: `2 to 40 small letters, digits and hyphens, the first a letter. Example: ${example}`,
  });
}

/** What was asked of a restore that is under way, so that it can go on. */
export const requestOf = ({ snapshotId, worldId, sourceWorldId, options }: RestoreEntry): RestoreRequest => ({
  snapshotId,
  as: worldId === sourceWorldId ? undefined : worldId,
  from: options["from"],
  ttl: ttlModes.find((mode) => mode === options["ttl"]) ?? "keep",
  allowFuzzy: options["allowFuzzy"] === "true",
  only: onlyOf(options["only"]?.split(" ") ?? []),
  engine: undefined,
});

/** The words that ask for it again, for a shell. */
export function restoreCommand(environment: string, request: RestoreRequest, maxWcu?: number): string {
  const { snapshotId, as, from, ttl, allowFuzzy, only, engine } = request;
  return [
    `gworld restore ${shellWord(snapshotId)} -e ${shellWord(environment)}`,
    ...(as === undefined ? [] : [`--as ${shellWord(as)}`]),
    ...(from === undefined ? [] : [`--from ${shellWord(from)}`]),
    ...(ttl === "keep" ? [] : [`--ttl ${ttl}`]),
    ...(allowFuzzy ? ["--allow-fuzzy"] : []),
    ...(engine === undefined ? [] : [`--engine ${engine}`]),
    ...(maxWcu === undefined ? [] : [`--max-wcu ${maxWcu}`]),
  ]
    .join(" ")
    .concat(onlyWords(onlyText(only)));
}
