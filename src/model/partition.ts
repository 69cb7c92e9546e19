/** The partition that a Region is in, as ARNs name it (AWS General Reference, "ARN format"). */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
