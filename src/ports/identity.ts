/** Who the credentials say we are. Never holds a key. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
  readonly region: string;
  /** Where the credentials came from, as far as the SDK says: environment, profile, web identity ... */
  readonly source: string;
  readonly expiresAt?: string | undefined;
}

export interface Identity {
  /** Asks STS. Throws `credentials` when there are none or they have expired. */
  caller(): Promise<Caller>;
}
