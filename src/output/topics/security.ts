export const text = `
Credentials
  gworld has none of its own and stores none. The AWS SDK's chain is used unchanged: variables, profiles (--profile),
  SSO, assumed roles, web identity, container and instance roles. gworld whoami shows which are in force, never a key.

Guards before a change
  Account      where gworld.yaml names an account, credentials of another one are refused (exit code 4).
               Where it names none, the account that the last revision was deployed from, as the state table of these
               credentials tells, and the partition of the Region are compared: name an account to be sure of a first deploy.
  Region       an environment is in one Region of an account. Its edge stack tells which; another one, by --region or in
               gworld.yaml, is refused before anything is changed (exit code 12).
  Endpoint     custom endpoints are said on stderr; plain http is for this machine only; a protected environment refuses
               one that only the shell (AWS_ENDPOINT_URL...) or the profile (endpoint_url) names (exit code 12).
  Approval     every verb that acts shows its plan and asks. Without a terminal it refuses unless --yes is given.
  Templates    what a configuration leads to must keep gworld's rules, such as no way in from everywhere or a key that
               outlives its data (exit code 2, with rule, stack and resource). gworld synth also has CDK's validator look
               at them, which takes seconds; both look at the same templates once.
  Protection   verbs that destroy in a protected environment also want --confirm <env>.

Roles of an environment
  readonly     status, logs, outputs, resources, history. operator: these, and scale.
  github-plan  what readonly does, and diff where the environment is not protected.
  deployer     diff, deploy, rollback and drift, in which CloudFormation reads what it compares with the rights of who asks;
               where the environment is not protected, import as well. github-deploy is a deployer.
  None         destroy, import into a protected environment, and whatever changes these roles: an administrator's. None of
               them may delete or widen one of them.

State bucket
  templates/<env>, revisions/<env> and plans/<env> are written by the roles of that environment alone; github-plan writes
  plans/<env>, from which nothing is deployed. What is there already is compared with what is meant (exit code 6).

Terminal
  Text that comes from AWS, from logs or from files is stripped of control sequences before it is shown.
  In GitHub Actions it cannot give the runner commands either: "::" at the start of a line and "##[" are parted by a space.

Network
  gworld talks to the AWS endpoints of the environment and to nothing else: no telemetry, no update check. Only verify and
  the end of a deploy also ask the environment's own public addresses whether they answer.
  AWS_CA_BUNDLE and the proxy variables hold. --verbose prints calls and retries, never their contents.
`;
