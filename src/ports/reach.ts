/** Asks the addresses of an environment as anybody on the network would. Both end within seconds. */
export interface Reach {
  /** The HTTP status of a GET, or, for wss:, that of the handshake. Rejects, with the reason, where nobody answers. */
  status(url: string): Promise<number>;
  /** The IP addresses a name leads to; none when there is no such name. */
  addresses(name: string): Promise<readonly string[]>;
}
