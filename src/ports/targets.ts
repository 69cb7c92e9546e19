/** What a load balancer's health check says of one target. */
export interface TargetHealth {
  /** Address or ID, with the port it is asked at. */
  readonly target: string;
  /** ELB's word: initial, healthy, unhealthy, unused, draining, unavailable. */
  readonly state: string;
  readonly reason?: string | undefined;
}

/** Elastic Load Balancing of an environment. */
export interface Targets {
  /** All targets of a target group, also those that are leaving. */
  health(targetGroupArn: string): Promise<readonly TargetHealth[]>;
}
