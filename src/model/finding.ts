/** What a look at one thing found, and what to type next. */
export interface Finding {
  readonly check: string;
  readonly status: "ok" | "warn" | "fail";
  readonly message: string;
  readonly hint?: string | undefined;
}

type Status = Finding["status"];

/** A finding of one check, to be filled in with what was found. */
export const of =
  (check: string) =>
  (status: Status, message: string, hint?: string): Finding => ({
    check,
    status,
    message,
    ...(hint !== undefined && { hint }),
  });
