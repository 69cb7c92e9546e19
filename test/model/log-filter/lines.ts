import { readLine, type LogLine } from "../../../src/model/log-line.ts";

/** A line of the agent-runtime whose event holds this message; objects are logged as JSON. */
export const lineOf = (logged: string | Readonly<Record<string, unknown>>): LogLine =>
  readLine({
    id: "1",
    group: "/gworld/dev/agent-runtime",
    stream: "agent-runtime/app/9f3a1c",
    timestamp: 1_000,
    ingestionTime: 2_000,
    message: typeof logged === "string" ? logged : JSON.stringify(logged),
  });
