import type { WorldData } from "../../src/ports/world-data.ts";

/** The calls of a process that dies: the nth call, and all after it, never happen. `after` dies with the answer lost. */
export interface Death {
  readonly nth: number;
  readonly when: "before" | "after";
}

export class Killed extends Error {
  override readonly name = "Killed";
}

/** Ports of a process that dies at a call. Whatever it does to tidy up fails as well, as after a kill -9. `calls` counts. */
export function mortal(data: WorldData, death: Death | undefined) {
  let calls = 0;
  const names: string[] = [];
  const guard = async <T>(name: string, call: () => Promise<T>): Promise<T> => {
    calls += 1;
    names.push(name);
    const mine = calls;
    if (death !== undefined && (mine > death.nth || (mine === death.nth && death.when === "before")))
      throw new Killed();
    const answer = await call();
    if (death !== undefined && mine === death.nth) throw new Killed();
    return answer;
  };
  const port = <P extends object>(name: string, of: P): P =>
    new Proxy(of, {
      get(target, key, receiver) {
        const member: unknown = Reflect.get(target, key, receiver);
        if (typeof member !== "function" || key === "chunks" || key === "stored") return member;
        return (...args: readonly unknown[]) =>
          guard(`${name}.${String(key)}`, async () => {
            const answer: unknown = await Reflect.apply(member, target, args);
            return answer;
          });
      },
    });
  const dying: WorldData = {
    ...data,
    worlds: port("worlds", data.worlds),
    catalogue: port("catalogue", data.catalogue),
    rows: (limits) => port("rows", data.rows(limits)),
    archive: async (location) => port("archive", await data.archive(location)),
  };
  return { data: dying, calls: () => calls, names };
}
