import { suggestion } from "../../model/nearest.ts";
import { askedNumber } from "../asked-number.ts";
import { chance } from "../chance.ts";
import { isObject, type Json, type JsonObject, text } from "../json.ts";
import { ServiceError } from "../service.ts";

export type Cut = "request" | "response" | "half" | "reset";

/** What goes wrong with calls, and with which. What is left out matches every call, or does nothing. */
export interface Fault {
  readonly id: string;
  /** The SigV4 signing name. */
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
  /** Only this matching call, counted from 1, and those after it as long as `times` lasts. */
  readonly nth: number;
  /** How often it happens; without it, always. */
  readonly times?: number | undefined;
  /** 0..1 for each matching call, drawn by the seed: the same seed gives the same run. */
  readonly probability: number;
  readonly seed: number;
  /** The AWS error code that is answered. */
  readonly code?: string | undefined;
  readonly message: string;
  readonly status: number;
  /** Milliseconds before anything else happens. */
  readonly latency: number;
  /** request: never run, no answer. response: run, no answer. half: run, half an answer. reset: a TCP reset. */
  readonly cut?: Cut | undefined;
  /** Throttles what comes faster, each Region on its own: calls a second and how many may come at once. */
  readonly bucket?: { readonly rate: number; readonly burst: number } | undefined;
  /** How far this side's clock is ahead, in milliseconds; signatures more than five minutes off are refused. */
  readonly clockOffset: number;
  readonly seen: number;
  readonly fired: number;
}

/** A call is kept waiting no longer than this, in milliseconds. */
const longest = 3_600_000;

/** What a fault does to a call, by what of it is given; of several effects the first of these names it. */
export const faultKinds = [
  "cut request",
  "cut response",
  "cut half",
  "cut reset",
  "bucket",
  "clockOffset",
  "code",
  "latency",
];

/** What a fault can do, as it is asked for. */
export const effectNames = ["code", "latency", "cut", "bucket", "clockOffset"];

/** The kind of a fault; `nothing` for one that has no effect. */
export function kindOf({ cut, bucket, clockOffset, code, latency }: Fault): string {
  if (cut !== undefined) return `cut ${cut}`;
  if (bucket) return "bucket";
  if (clockOffset !== 0) return "clockOffset";
  if (code !== undefined) return "code";
  return latency > 0 ? "latency" : "nothing";
}

/** The fault that an admin request describes. Throws for a field that there is not: what it asks for would never happen. */
export function faultOf(id: string, input: JsonObject): Fault {
  const asked = { ...conditions(input), ...effects(input) };
  const fields = Object.keys(asked);
  const unknown = Object.keys(input).find((field) => !fields.includes(field));
  if (unknown !== undefined)
    throw new ServiceError("ValidationException", `A fault has no ${unknown}. ${suggestion(unknown, fields)}`);
  return { id, ...asked, seen: 0, fired: 0 };
}

const conditions = (input: JsonObject) => ({
  service: text(input, "service"),
  operation: text(input, "operation"),
  nth: askedNumber(input, "nth", { least: 1, whole: true }) ?? 1,
  times: askedNumber(input, "times", { least: 1, whole: true }),
  probability: askedNumber(input, "probability", { least: 0, most: 1 }) ?? 1,
  seed: askedNumber(input, "seed", { whole: true }) ?? 1,
});

const effects = (input: JsonObject) => ({
  code: text(input, "code"),
  message: text(input, "message") ?? "A fault was asked for.",
  status: askedNumber(input, "status", { least: 400, most: 599, whole: true }) ?? 400,
  latency: askedNumber(input, "latency", { least: 0, most: longest }) ?? 0,
  cut: cutOf(text(input, "cut")),
  bucket: bucketOf(input["bucket"]),
  clockOffset: askedNumber(input, "clockOffset") ?? 0,
});

function bucketOf(bucket: Json): Fault["bucket"] {
  if (bucket === undefined) return undefined;
  if (!isObject(bucket)) throw new ServiceError("ValidationException", "bucket is an object of rate and burst.");
  const unknown = Object.keys(bucket).find((key) => key !== "rate" && key !== "burst");
  if (unknown !== undefined)
    throw new ServiceError("ValidationException", `A bucket has no ${unknown}; it has rate and burst.`);
  return {
    rate: askedNumber(bucket, "rate", { least: 0 }) ?? 1,
    burst: askedNumber(bucket, "burst", { least: 0 }) ?? 1,
  };
}

function cutOf(cut: string | undefined): Cut | undefined {
  if (cut === undefined || cut === "request" || cut === "response" || cut === "half" || cut === "reset") return cut;
  throw new ServiceError("ValidationException", `cut is request, response, half or reset, not ${cut}.`);
}

/** Whether the fault happens to a call that matches it, given those that came before. */
export function happens({ nth, times, probability, seed, fired }: Fault, call: number): boolean {
  return call >= nth && (times === undefined || fired < times) && chance(seed, call) < probability;
}
