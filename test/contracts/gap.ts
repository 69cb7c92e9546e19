import { test } from "vitest";
import type { Endpoint } from "./endpoints.ts";

/** Declares tests that moto cannot pass: there they are seen as skipped, with what moto does instead. */
export const gaps =
  ({ name }: Endpoint) =>
  (title: string, moto: string, body: () => Promise<void>): void => {
    const run = name === "moto" ? test.skip : test;
    run(name === "moto" ? `${title} (moto: ${moto})` : title, body);
  };
