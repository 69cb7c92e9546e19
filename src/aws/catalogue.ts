import type { Catalogue } from "../ports/catalogue.ts";
import type { Worlds } from "../ports/worlds.ts";
import { claims } from "./catalogue/claims.ts";
import { leases } from "./catalogue/leases.ts";
import { restores } from "./catalogue/restores.ts";
import { type Moments, snapshots } from "./catalogue/snapshots.ts";
import type { WorldTables } from "./world-tables.ts";

/** The Snapshots table. A restore binds it to the Worlds table, which is why it knows that too. */
export const dynamoCatalogue = (tables: WorldTables, worlds: Worlds, moments: Moments): Catalogue => ({
  ...leases(tables),
  ...snapshots(tables, moments),
  ...restores(tables, moments),
  ...claims(tables, worlds, moments.clock),
});
