/** Conditional writes whose bodies are still arriving. A deletion meanwhile makes them conflict, as at S3. */
export interface InFlight {
  begin(bucket: string, key: string): Flight;
  deleted(bucket: string, key: string): void;
}

export interface Flight {
  readonly conflicts: () => boolean;
  readonly end: () => void;
}

export function inFlight(): InFlight {
  const flights = new Map<string, Set<{ conflict: boolean }>>();
  return {
    begin(bucket, key) {
      const at = `${bucket}/${key}`;
      const mine = { conflict: false };
      const all = flights.get(at) ?? new Set();
      flights.set(at, all.add(mine));
      const end = () => {
        all.delete(mine);
        if (all.size === 0) flights.delete(at);
      };
      return { conflicts: () => mine.conflict, end };
    },
    deleted(bucket, key) {
      for (const flight of flights.get(`${bucket}/${key}`) ?? []) flight.conflict = true;
    },
  };
}
