/** A command's flags and arguments as plain typed data: the one place where they, their help and their types are told. */
interface Described {
  readonly summary: string;
}
export interface BooleanFlag extends Described {
  readonly kind: "boolean";
  readonly short?: string;
}
export interface StringFlag extends Described {
  readonly kind: "string";
  readonly short?: string;
  readonly placeholder: string;
  readonly choices?: readonly string[];
  /** What to type instead of giving it twice. */
  readonly twice?: string;
}
export interface ListFlag extends Described {
  readonly kind: "list";
  readonly short?: string;
  readonly placeholder: string;
  /** Takes several values at once also where there are arguments, which then come before it. */
  readonly greedy?: boolean;
}
export interface IntegerFlag extends Described {
  readonly kind: "integer";
  readonly short?: string;
  readonly placeholder: string;
  readonly min?: number;
  readonly max?: number;
}
export type Flag = BooleanFlag | StringFlag | ListFlag | IntegerFlag;

export interface Argument extends Described {
  readonly kind: "argument";
  readonly required: boolean;
  readonly variadic: boolean;
}

export type Flags = Readonly<Record<string, Flag>>;
export type Arguments = Readonly<Record<string, Argument>>;

type FlagValue<F extends Flag> = F extends BooleanFlag
  ? boolean
  : F extends IntegerFlag
    ? number | undefined
    : F extends ListFlag
      ? readonly string[]
      : string | undefined;
type ArgumentValue<A extends Argument> = A extends { variadic: true }
  ? readonly string[]
  : A extends { required: true }
    ? string
    : string | undefined;

/**
 * What a command's body receives: every flag under its camelCase name, every argument under its own, and `yes`, which
 * every command takes. `noX` is the flag `--no-x`.
 */
export type Input<F extends Flags, A extends Arguments> = string extends keyof F
  ? Readonly<Record<string, unknown>>
  : { readonly [K in keyof F]: FlagValue<F[K]> } & { readonly [K in keyof A]: ArgumentValue<A[K]> } & {
      readonly yes: boolean;
    };

export const flag = {
  boolean: (summary: string, short?: string): BooleanFlag => ({ kind: "boolean", summary, ...(short && { short }) }),
  string: (
    summary: string,
    options: { placeholder: string; short?: string; choices?: readonly string[]; twice?: string },
  ): StringFlag => ({
    kind: "string",
    summary,
    ...options,
  }),
  list: (summary: string, options: { placeholder: string; short?: string; greedy?: boolean }): ListFlag => ({
    kind: "list",
    summary,
    ...options,
  }),
  integer: (
    summary: string,
    options: { placeholder: string; short?: string; min?: number; max?: number },
  ): IntegerFlag => ({
    kind: "integer",
    summary,
    ...options,
  }),
} as const;

export const arg = {
  required: (summary: string) => ({ kind: "argument", summary, required: true, variadic: false }) as const,
  optional: (summary: string) => ({ kind: "argument", summary, required: false, variadic: false }) as const,
  many: (summary: string) => ({ kind: "argument", summary, required: false, variadic: true }) as const,
} as const;

/** Of verbs that change an environment, when somebody else is changing it. */
export const lockFlags = {
  wait: flag.boolean("Wait for whoever changes the environment, also without a terminal"),
  noWait: flag.boolean("Do not wait for whoever changes the environment"),
} as const;

/** Of verbs that change stacks, which can take long. */
export const stackFlags = {
  deadline: flag.string("Call off what is not done by then, such as 15m", { placeholder: "time" }),
} as const;

/** Of verbs that bring an environment to something. */
export const deployFlags = {
  ...stackFlags,
  serviceDeadline: flag.string("Give up a service that comes no further for so long; 20m", { placeholder: "time" }),
  detach: flag.boolean("Begin the stacks that can be begun, and do not wait for them"),
} as const;
