export interface AlarmState {
  readonly name: string;
  /** CloudWatch's word: OK, ALARM or INSUFFICIENT_DATA. */
  readonly state: string;
  readonly reason?: string | undefined;
  /** When it came into this state, in milliseconds since the epoch. */
  readonly since?: number | undefined;
}

/** CloudWatch's alarms, composite ones too. */
export interface Alarms {
  /** Those of these names that exist. */
  states(names: readonly string[]): Promise<readonly AlarmState[]>;
}
