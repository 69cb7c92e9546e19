import { stringify } from "yaml";
import type { WorkflowEnvironment } from "./workflow.ts";

export const workflowFile = ".github/workflows/gworld.yaml";

export interface WorkflowPlace {
  /** Pushes to it are deployed. */
  readonly branch: string;
  /** The folder of gworld.yaml and package.json in the repository; empty for its root. */
  readonly within: string;
}

/** A GitHub workflow that plans on pull requests and deploys what was merged, one environment after the other. */
export function workflowText(environments: readonly WorkflowEnvironment[], { branch, within }: WorkflowPlace): string {
  const jobs = [
    ...environments.flatMap((one) => (one.planRole === undefined ? [] : [planJob(one, one.planRole)])),
    ...environments.flatMap((one, index) => deployJobs(one, environments[index - 1])),
  ];
  return `${[
    commentLines(environments, branch).join("\n"),
    "name: gworld",
    `on:\n  pull_request:\n  push:\n    branches: [${scalar(branch)}]`,
    "# Each job takes what it needs.\npermissions: {}",
    ...(within === "" ? [] : [`defaults:\n  run:\n    working-directory: ${scalar(within)}`]),
    `jobs:\n${jobs.join("\n")}`,
  ].join("\n\n")}\n`;
}

/** What nobody but an administrator can set up, in the order in which it is done. */
export function handSteps(environments: readonly WorkflowEnvironment[], branch: string): readonly string[] {
  const names = environments.map(({ name }) => name).join(", ");
  const accounts = [...new Set(environments.map(({ account }) => account))].join(", ");
  return [
    `Once in each account (${accounts}), where GitHub's OIDC provider is not there yet: aws iam create-open-id-connect-provider --url https://token.actions.githubusercontent.com --client-id-list sts.amazonaws.com`,
    `An administrator's first deployment makes the roles: ${environments.map(({ name }) => `gworld bootstrap --env ${name} && gworld deploy --env ${name}`).join("; ")}`,
    `In the repository's settings, the environments ${names}: for ${branch} only, with the people who approve a deployment.`,
    "Repositories made since June 2026 put IDs into the subject of their tokens: github.repository in gworld.yaml is then what the OIDC settings of the repository show after repo:",
    "gworld is one of the dependencies in package.json.",
  ];
}

const commentLines = (environments: readonly WorkflowEnvironment[], branch: string) => [
  "# Made by gworld init --ci github. Pull requests are planned, and carry nothing out; what is merged is deployed:",
  `# ${environments.map(({ name }) => name).join(", then ")}. To be set up once, by hand:`,
  ...handSteps(environments, branch).map((step, index) => `# ${index + 1}. ${step}`),
  ...environments.filter(({ planRole }) => planRole === undefined).flatMap(({ name }) => protectedLines(name)),
  "# Plans are not uploaded: they name accounts, and what is merged is planned anew by its deployment.",
];

/** A plan that is not approved would need the role that deploys in jobs that nobody approves. */
const protectedLines = (name: string) => [
  `# ${name} is protected: plan-${name} tells what deploy-${name} would do. Both ask for approval: they take the role that deploys,`,
  `# which trusts the GitHub environment ${name} alone, so that no job holds it unapproved. To be asked once, delete plan-${name}`,
  `# and let deploy-${name} need what that needed.`,
];

/** A fork has no token to take a role with. */
const planned =
  "github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository";

const planJob = ({ name, region }: WorkflowEnvironment, role: string) => `  plan-${name}:
    if: ${planned}
${steps({ region, role, command: `gworld diff --env ${name}` })}`;

/** A protected environment is planned once it is its turn, so that whoever approves its deployment has seen what it does. */
function deployJobs(one: WorkflowEnvironment, before: WorkflowEnvironment | undefined): readonly string[] {
  const needs = before && `deploy-${before.name}`;
  return one.planRole === undefined
    ? [approvedPlanJob(one, needs), deployJob(one, `plan-${one.name}`)]
    : [deployJob(one, needs)];
}

const needsLine = (needs: string | undefined) => (needs === undefined ? "" : `    needs: [${needs}]\n`);

/** Only the role that deploys may plan here, and only the GitHub environment can take it. */
const approvedPlanJob = ({ name, region, deployRole }: WorkflowEnvironment, needs: string | undefined) =>
  `  plan-${name}:
    if: github.event_name == 'push'
${needsLine(needs)}    environment: ${name}
${steps({ region, role: deployRole, command: `gworld diff --env ${name}` })}`;

const deployJob = ({ name, region, deployRole }: WorkflowEnvironment, needs: string | undefined) =>
  `  deploy-${name}:
    if: github.event_name == 'push'
${needsLine(needs)}    environment: ${name}
    # One at a time; one that is under way is not cut off.
    concurrency:
      group: gworld-${name}
      cancel-in-progress: false
${steps({ region, role: deployRole, command: `gworld deploy --env ${name} --yes` })}`;

/** npx --no installs nothing: a package of that name in the registry is somebody else's. */
const steps = ({
  region,
  role,
  command,
}: {
  region: string;
  role: string;
  command: string;
}) => `    runs-on: ubuntu-latest
    permissions:
      contents: read
      id-token: write
    steps:
      - uses: actions/checkout@v6
        with:
          persist-credentials: false
      - uses: actions/setup-node@v6
        with:
          node-version: 22
      - run: npm ci
      - run: npm run build --if-present
      - uses: aws-actions/configure-aws-credentials@v6
        with:
          role-to-assume: ${role}
          aws-region: ${region}
      - run: npx --no -- ${command}`;

/** A text that YAML reads back as this text. */
const scalar = (text: string) => stringify(text, { lineWidth: 0 }).trimEnd();
