import type { FoundKey, FoundResource, LeftoverType } from "../../src/model/leftovers.ts";
import type { LeftoverServices } from "../../src/ports/leftovers.ts";

/** What has outlived its stack, in memory; nothing until a test puts something there, as `type name`. */
export function fakeLeftovers() {
  const there = new Map<string, FoundResource>();
  const keys = new Map<string, FoundKey>();
  const calls: string[] = [];
  const port: LeftoverServices = {
    find: async (type: LeftoverType, name) => there.get(`${type} ${name}`),
    keys: async (descriptions) => [...keys.values()].filter(({ description }) => descriptions.includes(description)),
    revive: async (type, id) => void calls.push(`revive ${type} ${id}`),
    async remove(type, id, { unprotect }) {
      calls.push(`remove ${type} ${id}${unprotect ? " unprotected" : ""}`);
      there.delete(`${type} ${id}`);
    },
  };
  return { port, there, keys, calls };
}
