import { expect, test } from "vitest";
import { localPlace } from "../../src/main/local.ts";

test.each([
  { env: { HOME: "/h" }, local: undefined, dir: "/h/.local/share/gworld/local", port: undefined },
  { env: { HOME: "/h", XDG_DATA_HOME: "/d" }, local: undefined, dir: "/d/gworld/local", port: undefined },
  { env: { HOME: "/h", XDG_DATA_HOME: "d" }, local: undefined, dir: "/h/.local/share/gworld/local", port: undefined },
  { env: { HOME: "/h" }, local: { dir: "cloud", port: 0 }, dir: "/w/cloud", port: 0 },
  {
    env: { HOME: "/h", GWORLD_LOCAL_DIR: "/x", GWORLD_LOCAL_PORT: "4600" },
    local: { dir: "cloud", port: 1 },
    dir: "/x",
    port: 4600,
  },
  {
    env: { HOME: "/h", GWORLD_LOCAL_DIR: "", GWORLD_LOCAL_PORT: "" },
    local: { port: 7 },
    dir: "/h/.local/share/gworld/local",
    port: 7,
  },
])("$env and $local give $dir and port $port", ({ env, local, dir, port }) => {
  expect(localPlace(env, "/w", { local })).toEqual({ dir, port });
});

test.each(["x", "-1", "70000", "4600.5"])("GWORLD_LOCAL_PORT=%s is refused as usage", (port) => {
  expect(() => localPlace({ GWORLD_LOCAL_PORT: port }, "/w", {})).toThrow(expect.objectContaining({ code: "usage" }));
});
