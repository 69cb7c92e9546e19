import { isRecord } from "../model/json.ts";

/** Bytes of an answer that are read at once: some hundred events. */
const partBytes = 65_536;

/**
 * The events of an answer of FilterLogEvents from first to last, some at a time, each part read when its turn comes. A page is a
 * megabyte, and taken apart at once its thousands of events would be moved about in memory again and again while they wait to
 * be printed. The bytes are written to: a comma between two parts becomes the end of one list and the start of the next.
 *
 * What looks like the space between two events may also stand in a message, but then what is before it ends amid a text and
 * is no JSON: a wrong cut is always noticed.
 */
export function* pageParts(bytes: Buffer, size = partBytes): Generator<readonly unknown[], void> {
  let start = 0;
  for (let cut = nextCut(bytes, size); cut !== undefined; cut = nextCut(bytes, cut + size)) {
    const isFirst = start === 0;
    bytes[cut] = listEnd;
    const list = read(`${bytes.toString("utf8", start, cut + 1)}${isFirst ? "}" : ""}`);
    bytes[cut] = list === undefined ? comma : listStart;
    if (list === undefined) continue;
    yield isFirst ? eventsOf(list) : asList(list);
    start = cut;
  }
  yield eventsOf(rest(`${start === 0 ? "" : `{"events":`}${bytes.toString("utf8", start)}`));
}

/**
 * An answer's token, found without reading the rest. Inside of a text each quote has a backslash before it, also the one that
 * would end this key, and a text with just these words has no colon after it.
 */
export function nextToken(bytes: Buffer): string | undefined {
  let at = bytes.lastIndexOf(tokenKey);
  while (at !== -1) {
    const [, json] = token.exec(bytes.toString("utf8", at, at + longestToken)) ?? [];
    if (json !== undefined) return textIn(json);
    at = at === 0 ? -1 : bytes.lastIndexOf(tokenKey, at - 1);
  }
  return undefined;
}

const tokenKey = `"nextToken"`;
const token = /^"nextToken"\s*:\s*("(?:[^"\\]|\\.)*")/;
const longestToken = 16_384;

const comma = ",".charCodeAt(0);
const listStart = "[".charCodeAt(0);
const listEnd = "]".charCodeAt(0);

/** A comma that may stand between two events. */
function nextCut(bytes: Buffer, from: number): number | undefined {
  const at = bytes.indexOf(`},{"`, from);
  return at === -1 ? undefined : at + 1;
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const eventsOf = (value: unknown) => (isRecord(value) ? asList(value["events"]) : []);

function textIn(json: string): string | undefined {
  const value = read(json);
  return typeof value === "string" ? value : undefined;
}

function read(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** What cannot be read is told as the SDK does. */
function rest(json: string): unknown {
  const value = read(json);
  if (value !== undefined) return value;
  throw Object.assign(new Error("Deserialization error: the answer is no JSON"), {
    $responseBodyText: json.slice(0, 200),
  });
}
