/** Where a container's lines go. */
export interface LogDestination {
  readonly region: string;
  readonly group: string;
  readonly stream: string;
  /** The group is made where there is none, as the awslogs driver does with `awslogs-create-group`. */
  readonly createsGroup?: true;
}

export interface NewLogEvent {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

/** How other parts of the local cloud write log events without the wire, as the awslogs driver does. */
export interface LogSink {
  /** Makes the stream; false when there is no such group, as with a task whose driver cannot make its stream. */
  open(destination: LogDestination): boolean;
  /** Writes to an open stream; a group or stream that has gone meanwhile swallows the events. */
  write(destination: LogDestination, events: readonly NewLogEvent[]): void;
}
