import type { ServerResponse } from "node:http";

/** How a call ended: the HTTP status and `OK`, AWS's error code, or `NoAnswer` where the connection was cut. */
export interface Outcome {
  readonly status?: number;
  readonly code: string;
}

/** Error codes stand at the beginning of an answer, whatever its protocol. */
const enough = 2000;

/** Reads from the answer itself how the call ended, so that every protocol and every fault is told alike. */
export function watchOutcome(response: ServerResponse, ended: (outcome: Outcome) => void): void {
  const write = response.write.bind(response);
  let seen = "";
  let told = false;
  const read = (chunk: unknown) => {
    if (response.statusCode < 400 || seen.length >= enough) return;
    if (typeof chunk === "string") seen += chunk.slice(0, enough);
    else if (chunk instanceof Uint8Array) seen += Buffer.from(chunk.subarray(0, enough)).toString("utf8");
  };
  const tell = (outcome: Outcome) => {
    if (!told) ended(outcome);
    told = true;
  };
  response.write = (chunk: unknown, ...rest: unknown[]) => {
    read(chunk);
    return Reflect.apply(write, response, [chunk, ...rest]) === true;
  };
  const end = response.end.bind(response);
  response.end = (chunk?: unknown, ...rest: unknown[]) => {
    read(chunk);
    // Nobody hears what is said into a connection that is gone.
    if (response.socket?.destroyed !== true) tell({ status: response.statusCode, code: codeOf(response, seen) });
    Reflect.apply(end, response, [chunk, ...rest]);
    return response;
  };
  response.once("close", () => tell({ code: "NoAnswer" }));
}

function codeOf({ statusCode }: ServerResponse, body: string): string {
  if (statusCode < 400) return "OK";
  const json = /"(?:__type|code)":"(?:[^"]*#)?([^"]+)"/.exec(body)?.[1];
  // An answer to HEAD has no body that could tell a code.
  return json ?? /<Code>([^<]+)<\/Code>/.exec(body)?.[1] ?? `Http${statusCode}`;
}
