/** The stacks of an environment, one for each module of the system, in a valid order of deployment. */
export const stackParts = ["network", "security", "storage", "compute", "api", "edge", "monitoring"] as const;
export type StackPart = (typeof stackParts)[number];

/**
 * The stack graph: whose outputs each stack takes as parameters. Drives plan, deploy, destroy and the drawing. An edge
 * stands here only when a value crosses it; deterministic names (names.ts) and SSM carry the rest, so that the slow
 * resources overlap. Critical path of a first deploy: network (NAT gateway) -> compute (load balancer, services
 * reaching steady state) -> api (VPC link) -> edge (CloudFront). Redis, the slowest of all, is off it.
 */
export const upstream: Readonly<Record<StackPart, readonly StackPart[]>> = {
  network: [],
  security: [],
  storage: ["network", "security"],
  compute: ["network", "security"],
  api: ["network", "security", "compute"],
  edge: ["api"],
  monitoring: ["security", "compute", "api"],
};

/**
 * What each stack must be gone before, when an environment is destroyed: the graph, and data last. A destroy that stops
 * half way then leaves no service running without its tables.
 */
export const outlivedBy: Readonly<Record<StackPart, readonly StackPart[]>> = {
  ...upstream,
  compute: [...upstream.compute, "storage"],
};

export const stackName = (environment: string, part: StackPart) => `gworld-${environment}-${part}`;

/** CloudFront's certificates, web ACLs and metrics exist in this Region only, so the edge stack does too. */
export const edgeRegion = "us-east-1";

/** The Region a stack of an environment is deployed to. */
export const stackRegion = (part: StackPart, homeRegion: string) => (part === "edge" ? edgeRegion : homeRegion);
