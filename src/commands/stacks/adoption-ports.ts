import { planAdoption } from "../../operations/import.ts";
import { leftoverSearch } from "../../operations/leftovers.ts";

type Wiring = Parameters<typeof planAdoption>[0] & Parameters<typeof leftoverSearch>[0];

/** What a plan needs that takes over what an earlier environment of the same name has left. */
export const adoptionPorts = (wiring: Wiring) => ({
  planAdoption: planAdoption(wiring),
  leftBehind: leftoverSearch(wiring, "besides"),
});
