/** What the account is allowed in one Region. */
export interface Quotas {
  /** The applied value; undefined where Service Quotas knows none for this account. */
  applied(service: string, code: string): Promise<number | undefined>;
}
