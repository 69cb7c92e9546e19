import { expect, test } from "vitest";
import { ciRun } from "../../src/main/ci-run.ts";

const github = { GITHUB_SERVER_URL: "https://github.com", GITHUB_REPOSITORY: "a/b", GITHUB_RUN_ID: "7" };

test.each([
  { env: {}, page: undefined },
  { env: github, page: "https://github.com/a/b/actions/runs/7" },
  { env: { CI_JOB_URL: "https://gitlab.example/a/-/jobs/7" }, page: "https://gitlab.example/a/-/jobs/7" },
  { env: { BUILD_URL: "https://me:secret@ci.example/job/7/?token=x" }, page: "https://ci.example/job/7/" },
  { env: { BUILD_URL: "not a page" }, page: undefined },
])("the run of $env is $page", ({ env, page }) => {
  expect(ciRun(env)).toBe(page);
});
