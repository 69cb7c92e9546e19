import { calledOffText, type CalledOff } from "../model/called-off.ts";
import { GworldError } from "../model/error.ts";
import type { RevisedStack } from "../model/revision.ts";
import type { Clock } from "../ports/clock.ts";
import type { Follow } from "./follow.ts";
import type { RecordRevision, Undertaking } from "./journal.ts";
import type { GoingStack } from "./settle.ts";
import type { Stopping } from "./stopping.ts";

export interface CallOffPorts {
  readonly clock: Clock;
  /** Calls off what it follows. */
  readonly follow: Follow;
  readonly record: RecordRevision;
  readonly begins: Undertaking["begins"];
  readonly stop: Pick<Stopping, "words">;
  /** The command that goes on where this one stopped. */
  readonly again: string;
}

/**
 * Calls off what others have begun, under the environment's lock like every change, follows that to its end, writes down what
 * became of it, and throws: nothing else is to be done.
 */
export async function callOffGoing(ports: CallOffPorts, going: readonly GoingStack[]): Promise<never> {
  const { clock, record, begins, stop, again } = ports;
  const started = clock.now();
  // What CloudFormation goes on with in spite of it is asked about later by who began it.
  await Promise.all(going.flatMap(({ request }) => (request === undefined ? [] : [begins(request)])));
  const ends = await Promise.all(going.map((one) => end(ports, one)));
  const told = ends.length === 0 ? "What was followed has ended by itself." : ends.map(({ text }) => text).join(" ");
  const seconds = Math.round((clock.now() - started) / 1_000);
  const cause = `${stop.words()} ${told}`;
  if (ends.length > 0)
    await record({ result: "interrupted", templates: {}, seconds, cause, stacks: ends.map(({ stack }) => stack) });
  throw new GworldError("interrupted", cause, { hint: `Deploy what is configured: ${again}` });
}

async function end({ clock, follow }: CallOffPorts, { name, action, stackId, stacks, after, request }: GoingStack) {
  const started = clock.now();
  const { stack, phase, detached, calledOff } = await follow(stacks, { stackId, name, after, fresh: false });
  const seen = stack?.status ?? (phase === "gone" ? "DELETE_COMPLETE" : "");
  // Without its request nobody will learn how it has ended.
  const status = detached && request === undefined ? "" : seen;
  const seconds = Math.round((clock.now() - started) / 1_000);
  return { stack: { name, action, status, seconds } satisfies RevisedStack, text: textOf(name, detached, calledOff) };
}

function textOf(name: string, detached: boolean, calledOff: CalledOff | undefined): string {
  if (detached) return `CloudFormation goes on with ${name}.`;
  return calledOff === undefined ? `${name} has ended by itself.` : calledOffText(name, calledOff);
}
