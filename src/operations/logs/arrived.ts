import type { LogCall } from "../../model/log-merge/log-call.ts";

/** Takes a part of an answer; true with the last. */
export type TakePart = () => boolean;

/** Answers in the order they came, until they are taken. */
export interface Arrived {
  add(call: LogCall, take: TakePart): void;
  /** There is an answer that is wanted now. */
  ready(): boolean;
  /** Takes a part of the first that is wanted. */
  takeOne(): void;
  takeAll(): void;
  /** Forgets what has come of a group. */
  drop(group: string): void;
}

export function arrivedAnswers(wants: (call: LogCall) => boolean): Arrived {
  let waiting: readonly { readonly call: LogCall; readonly take: TakePart }[] = [];
  const wanted = () => waiting.find(({ call }) => wants(call));
  const take = (one = wanted()) => {
    if (one?.take()) waiting = waiting.filter((other) => other !== one);
  };
  return {
    add: (call, take) => void (waiting = [...waiting, { call, take }]),
    ready: () => wanted() !== undefined,
    takeOne: () => take(),
    takeAll() {
      for (let [one] = waiting; one !== undefined; [one] = waiting) take(one);
    },
    drop: (group) => void (waiting = waiting.filter(({ call }) => call.group !== group)),
  };
}
