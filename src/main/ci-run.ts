type Env = Readonly<Record<string, string | undefined>>;

/** The page of the CI run that gworld is started by, as the CI system tells it; undefined where it is none. */
export function ciRun(env: Env): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  if (server && repository && run) return webPage(`${server}/${repository}/actions/runs/${run}`);
  // GitLab, CircleCI and Jenkins, Buildkite in this order.
  return ["CI_JOB_URL", "CIRCLE_BUILD_URL", "BUILDKITE_BUILD_URL", "BUILD_URL"]
    .map((name) => webPage(env[name]))
    .find((page) => page !== undefined);
}

/** Without what a URL may hold besides the page: a token must not be kept for good. */
function webPage(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const { protocol, origin, pathname } = new URL(text);
  return protocol === "https:" || protocol === "http:" ? `${origin}${pathname}` : undefined;
}
