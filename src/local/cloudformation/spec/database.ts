import { entriesOf, type TypeEntry } from "./entry.ts";

/** Every type of the service specification, from the package that has it: 0.7 s and 130 MB. */
export async function loadDatabase(): Promise<ReadonlyMap<string, () => TypeEntry>> {
  const { loadAwsServiceSpec } = await import("@aws-cdk/aws-service-spec");
  return entriesOf(await loadAwsServiceSpec());
}
