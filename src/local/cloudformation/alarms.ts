/** The state of the alarm of an ARN: OK, ALARM or INSUFFICIENT_DATA; undefined where there is no such alarm. */
export type AlarmStates = (arn: string) => string | undefined;
