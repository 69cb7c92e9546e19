/** How a running local cloud is reached. */
export interface LocalEndpoint {
  readonly endpoint: string;
  readonly pid: number;
  readonly dir: string;
  readonly region: string;
  readonly account: string;
  readonly startedAt: string;
  /** The share of the time AWS takes for a resource; 0 takes none. */
  readonly timeScale: number;
}

/** The local cloud as a background process of its own. */
export interface LocalCloud {
  /** Starts it when it is not running; the answer is the same either way. The scale multiplies the times AWS takes. */
  start(asked?: { readonly timeScale?: number }): Promise<LocalEndpoint & { readonly started: boolean }>;
  /** Stops it and its services; false when nothing ran. */
  stop(): Promise<boolean>;
  status(): Promise<LocalEndpoint | undefined>;
  /** Stops it and removes everything it holds. */
  reset(): Promise<void>;
  readonly dir: string;
}
