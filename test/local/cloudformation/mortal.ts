import type { ResourceProvider } from "../../../src/local/resource.ts";
import type { Store, Table } from "../../../src/local/store.ts";

export interface Mortal {
  readonly store: Store;
  /** Nothing it is asked after the death is heard or answered. */
  readonly provider: ResourceProvider;
  readonly writes: () => number;
  /** Called at the death: a dead process does not go on with what it was doing. */
  ended: () => unknown;
}

/** A process that is killed at one of its writes: that write and all later ones never happen. */
export function mortal(store: Store, provider: ResourceProvider, fatal: number): Mortal {
  let writes = 0;
  const alive = () => {
    writes += 1;
    if (writes === fatal) life.ended();
    return writes < fatal;
  };
  const dead = () => writes >= fatal;
  const unheard = new Promise<never>(() => {});
  const life: Mortal = {
    writes: () => writes,
    ended: () => undefined,
    store: {
      table<T>(name: string, guard: (value: unknown) => value is T): Table<T> {
        const table = store.table(name, guard);
        return {
          ...table,
          put(key, value) {
            if (alive()) table.put(key, value);
          },
          delete(key) {
            if (alive()) table.delete(key);
          },
        };
      },
    },
    provider: {
      types: provider.types,
      create: (request) => (dead() ? unheard : provider.create(request)),
      update: (request) => (dead() ? unheard : provider.update(request)),
      delete: (request) => (dead() ? unheard : provider.delete(request)),
      check: (request, action) => (dead() || !provider.check ? unheard : provider.check(request, action)),
    },
  };
  return life;
}
