/** Who the credentials say we are. Never holds a key. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
  readonly region: string;
  /** Where the credentials came from, as far as the SDK says: environment, profile, web identity ... */
  readonly source: string;
  readonly expiresAt?: string | undefined;
  /** So many milliseconds this machine's clock is behind AWS's, where that is more than AWS bears in a signature. */
  readonly clockOffset?: number | undefined;
}

export interface Identity {
  /** Asks STS. Throws `credentials` when there are none or they have expired. */
  caller(): Promise<Caller>;
}
