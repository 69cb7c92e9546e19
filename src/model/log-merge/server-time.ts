/** The server's clock as far as answers tell it. Its Date header counts whole seconds, so a small difference means nothing. */
export interface ServerTime {
  learn(serverTime: number | undefined, localNow: number): void;
  at(localNow: number): number;
}

const meaningless = 2_000;

export function serverTime(): ServerTime {
  let skew = 0;
  return {
    learn(server, localNow) {
      if (server === undefined) return;
      const difference = server - localNow;
      if (Math.abs(difference) < meaningless) skew = 0;
      else if (Math.abs(difference - skew) >= meaningless) skew = difference;
    },
    at: (localNow) => localNow + skew,
  };
}
