import type { Connection } from "../ports/connection.ts";

/** Resolves while what is done may be done; throws else. */
export type Ask = () => Promise<void>;

type Changing = Pick<Connection, "stacks" | "imports" | "objects" | "leftovers" | "services" | "scaling">;

/** An environment in which `ask` is asked before each call that changes something. Reading goes on as it is. */
export function sureFirst<C extends Changing>(connection: C, ask: Ask): C {
  const first =
    <A extends readonly unknown[], T>(call: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      await ask();
      return call(...args);
    };
  const { stacks, imports, objects, leftovers, services, scaling } = connection;
  return {
    ...connection,
    stacks(region) {
      const inRegion = stacks(region);
      return {
        ...inRegion,
        create: first((input) => inRegion.create(input)),
        createChangeSet: first((input, name) => inRegion.createChangeSet(input, name)),
        execute: first((set, token) => inRegion.execute(set, token)),
        cancelUpdate: first((id, token) => inRegion.cancelUpdate(id, token)),
        delete: first((id, token) => inRegion.delete(id, token)),
        continueRollback: first((id, skip, token) => inRegion.continueRollback(id, skip, token)),
        rollback: first((id, token) => inRegion.rollback(id, token)),
        setTerminationProtection: first((name, on) => inRegion.setTerminationProtection(name, on)),
        setStackPolicy: first((name, policy) => inRegion.setStackPolicy(name, policy)),
      };
    },
    imports(region) {
      const inRegion = imports(region);
      return { ...inRegion, createChangeSet: first((...asked) => inRegion.createChangeSet(...asked)) };
    },
    objects(region) {
      const inRegion = objects(region);
      return {
        ...inRegion,
        putOnce: first((bucket, key, body) => inRegion.putOnce(bucket, key, body)),
        empty: first((bucket, removed) => inRegion.empty(bucket, removed)),
        deleteBucket: first((bucket, removed) => inRegion.deleteBucket(bucket, removed)),
      };
    },
    leftovers(region) {
      const inRegion = leftovers(region);
      return {
        ...inRegion,
        revive: first((type, id) => inRegion.revive(type, id)),
        remove: first((type, id, how) => inRegion.remove(type, id, how)),
      };
    },
    services: { ...services, setDesiredCount: first((name, count) => services.setDesiredCount(name, count)) },
    scaling: { ...scaling, setBounds: first((target) => scaling.setBounds(target)) },
  };
}
