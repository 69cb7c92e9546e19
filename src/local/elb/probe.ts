import { get } from "node:http";
import { connect } from "node:net";
import { type JsonObject, number, object, text } from "../json.ts";

/** What a health check of a target came to; a reason is in the load balancer's words. */
export type ProbeResult =
  { readonly ok: true } | { readonly ok: false; readonly code: string; readonly description: string };

/** Asks one target once. */
export type Probe = (target: { readonly id: string; readonly port: number }, group: JsonObject) => Promise<ProbeResult>;

/** A real request on loopback, or a connection for groups that check by TCP. */
export const networkProbe: Probe = (target, group) => {
  // A task listens on a port of its own here, so that its group's port means the traffic port too.
  const given = text(group, "HealthCheckPort") ?? "traffic-port";
  const port = given === "traffic-port" || given === text(group, "Port") ? target.port : Number(given);
  const timeout = (number(group, "HealthCheckTimeoutSeconds") ?? 5) * 1000;
  const protocol = text(group, "HealthCheckProtocol") ?? text(group, "Protocol") ?? "HTTP";
  const place = { host: target.id, port, timeout };
  return protocol.startsWith("HTTP") ? request(place, group) : connection(place);
};

interface Place {
  readonly host: string;
  readonly port: number;
  readonly timeout: number;
}

function request({ host, port, timeout }: Place, group: JsonObject): Promise<ProbeResult> {
  const path = text(group, "HealthCheckPath") ?? "/";
  const expected = text(object(group, "Matcher"), "HttpCode") ?? "200";
  return new Promise((resolve) => {
    const asked = get({ host, port, path, timeout, agent: false, headers: { "user-agent": "ELB-HealthChecker/2.0" } });
    asked.once("response", (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      resolve(
        matches(expected, status)
          ? { ok: true }
          : {
              ok: false,
              code: "Target.ResponseCodeMismatch",
              description: `Health checks failed with these codes: [${status}]`,
            },
      );
    });
    asked.once("timeout", () => {
      resolve(timedOut);
      asked.destroy();
    });
    asked.once("error", () => resolve(failed));
  });
}

const connection = ({ host, port, timeout }: Place): Promise<ProbeResult> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout });
    const end = (result: ProbeResult) => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => end({ ok: true }));
    socket.once("timeout", () => end(timedOut));
    socket.once("error", () => end(failed));
  });

const timedOut: ProbeResult = { ok: false, code: "Target.Timeout", description: "Request timed out" };
const failed: ProbeResult = { ok: false, code: "Target.FailedHealthChecks", description: "Health checks failed" };

/** `200`, `200,204` or `200-299`. */
export const matches = (expected: string, status: number) =>
  expected.split(",").some((part) => {
    const [from = 0, to = from] = part.split("-").map(Number);
    return status >= from && status <= to;
  });
