import type { Holder } from "../../src/ports/catalogue.ts";
import type { WorldData } from "../../src/ports/world-data.ts";

/** For tests in which nothing may touch a world: whatever is asked of it fails. */
export const noData: WorldData = {
  get worlds() {
    return none();
  },
  get catalogue() {
    return none();
  },
  rows: none,
  archive: async () => none(),
  bulkLoad: async () => none(),
  get codec() {
    return none();
  },
  get bundles() {
    return none();
  },
  get ids() {
    return none();
  },
  get holder() {
    return none();
  },
  isDead: none,
};

/** As `noData`, for a process that can be told from others, of which some are dead. No world is there. */
export const processData = (holder: Holder, dead: ReadonlySet<string>): WorldData =>
  Object.create(noData, {
    worlds: { value: { list: async () => [] } },
    holder: { value: holder },
    isDead: { value: ({ id }: Holder) => dead.has(id) },
  });

function none(): never {
  throw new Error("This test has no worlds.");
}
