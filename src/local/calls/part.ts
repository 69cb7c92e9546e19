import { suggestion } from "../../model/nearest.ts";
import { askedNumber } from "../asked-number.ts";
import { type JsonObject, text } from "../json.ts";
import type { Ground, Part, WireCall } from "../resource.ts";
import { ServiceError } from "../service.ts";
import { sessionsOf } from "../sts/sessions.ts";
import { namesIn } from "./names.ts";
import { type Outcome, watchOutcome } from "./outcome.ts";

/** One AWS call as it came; without an outcome it is still being served. */
interface CallRecord {
  readonly sequence: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  /** The access key that signed it, or the name of the assumed role's session. */
  readonly by: string;
  names: Readonly<Record<string, string>>;
  outcome?: Outcome;
  /** The faults that struck it, as `kind id`. */
  readonly faults: readonly string[];
}

/** Calls remembered; older ones are forgotten. They are kept in memory only. */
const most = 5000;

const filters = ["since", "service", "operation", "clear"];

/**
 * What was asked of the local cloud: the admin route `calls` lists it, oldest first, those after the sequence number `since`,
 * of one `service` or `operation`; DELETE forgets them all. It comes before all parts that refuse calls.
 */
export function callsPart({ store, clock }: Pick<Ground, "store" | "clock">): Part {
  const sessions = sessionsOf(store);
  let records: CallRecord[] = [];
  let sequence = 0;

  const nameOfCaller = (accessKeyId: string) => sessions.get(accessKeyId)?.arn.split("/").at(-1) ?? accessKeyId;
  const keep = ({ service, operation, region, accessKeyId, trace, response }: WireCall) => {
    const record: CallRecord = {
      sequence: (sequence += 1),
      at: clock.now(),
      service,
      operation,
      region,
      by: nameOfCaller(accessKeyId),
      names: namesIn(trace.about),
      faults: trace.faults,
    };
    records.push(record);
    if (records.length >= most * 2) records = records.slice(-most);
    watchOutcome(response, (outcome) => {
      record.outcome = outcome;
      // A service that reads its request by itself knows only now what it was about.
      record.names = namesIn(trace.about);
    });
  };
  return {
    services: [],
    resources: [],
    admin: {
      calls(input) {
        refuseUnknown(input);
        if (text(input, "clear") === "true") records = [];
        return { last: sequence, calls: records.slice(-most).filter(asked(input)).map(shown) };
      },
    },
    intercept: keep,
  };
}

function refuseUnknown(input: JsonObject) {
  const unknown = Object.keys(input).find((key) => !filters.includes(key));
  if (unknown !== undefined)
    throw new ServiceError("ValidationException", `Calls have no filter ${unknown}. ${suggestion(unknown, filters)}`);
}

function asked(input: JsonObject): (record: CallRecord) => boolean {
  const since = askedNumber(input, "since", { least: 0, whole: true }) ?? 0;
  const service = text(input, "service");
  const operation = text(input, "operation");
  return (record) =>
    record.sequence > since &&
    (service ?? record.service) === record.service &&
    (operation ?? record.operation) === record.operation;
}

const shown = ({ at, outcome, faults, ...rest }: CallRecord): JsonObject => ({
  ...rest,
  at: new Date(at).toISOString(),
  faults: [...faults],
  status: outcome?.status,
  outcome: outcome?.code,
});
