/** Whether secrets and parameters of one Region are there; their values are never read. */
export interface Secrets {
  /** `deleted`: it still is there, and its value cannot be read any more. `empty`: it never had one. */
  secret(arn: string): Promise<SecretStanding>;
  /** Which of these parameters there are. */
  parameters(names: readonly string[]): Promise<readonly string[]>;
}

export type SecretStanding = "ready" | "missing" | "deleted" | "empty";
