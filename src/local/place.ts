import type { Call } from "./service.ts";

/** Where a call or a stack's step is at home. */
export type Place = Pick<Call, "region" | "account">;
