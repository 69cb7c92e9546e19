import { setFlagsFromString } from "node:v8";

/** The last Node whose V8 is known to have the flags; one that has not would complain on stderr. */
const lastKnown = 24;

export function setV8Flag(flag: string): void {
  if (Number.parseInt(process.versions.node, 10) <= lastKnown) setFlagsFromString(flag);
}
