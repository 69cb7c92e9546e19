import { loadDatabase } from "./database.ts";
import { writeTypes } from "./file.ts";

/** What the build calls: lays the service specification into a folder as the local cloud reads it. */
export async function writeSpecification(dir: string): Promise<void> {
  writeTypes(dir, await loadDatabase());
}
