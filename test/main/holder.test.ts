import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { worldPlace } from "../worlds/place.ts";

const { data } = await worldPlace();
const { pid: gone } = spawnSync(process.execPath, ["--version"]);

test("a holder is dead where its process is gone from the very space that is seen from here", () => {
  const { holder } = data;
  expect(holder.mark).toMatch(/./);
  expect(data.isDead(holder)).toBe(false);
  expect(data.isDead({ ...holder, mark: holder.mark, pid: gone })).toBe(true);
});

test.each(["another boot", undefined])(
  "of a process in the space %s nothing is known, whatever its host is called",
  (mark) => {
    expect(data.isDead({ ...data.holder, mark, pid: gone })).toBe(false);
  },
);
