import { execFile, execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { devNull, homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveCloud } from "../../src/local/cloud.ts";
import type { Serving } from "../../src/local/server.ts";
import { onPath } from "../e2e/on-path.ts";

const here = import.meta.dirname;
const work = mkdtempSync(join(tmpdir(), "gworld-strangers-"));
let cloud: Serving;
beforeAll(async () => {
  cloud = await serveCloud({ dir: join(work, "cloud") });
});
afterAll(async () => {
  await cloud.stop();
  rmSync(work, { recursive: true, force: true });
});

/** Runs somebody else's program against the local cloud, with nothing of this machine's AWS in its environment. */
async function stranger(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { PATH = "", HOME = "" } = process.env;
  const settings = {
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_ENDPOINT_URL_S3: cloud.endpoint,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  };
  return promisify(execFile)(command, args, {
    cwd: work,
    env: { PATH, HOME, ...settings, ...env },
    maxBuffer: 64 << 20,
  });
}

function runs(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const boto3 = onPath("python3") && runs("python3", "-c", "import boto3");
test.skipIf(!boto3)(
  `boto3 makes, changes and deletes what it likes${boto3 ? "" : " (python3 has no boto3)"}`,
  async () => {
    const { stdout } = await stranger("python3", [join(here, "with_boto3.py")]);
    expect(JSON.parse(stdout)).toEqual({
      item: { id: { S: "w-1" }, tick: { N: "42" } },
      protected: true,
      object: "two",
      versions: 2,
      retention: 7,
      groups: 0,
      stack: "UPDATE_COMPLETE",
      deleted: "DELETE_COMPLETE",
    });
  },
);

/** Where Terraform looks for providers that are not downloaded, and GWORLD_TERRAFORM_MIRROR. */
const mirrors = [
  process.env["GWORLD_TERRAFORM_MIRROR"] ?? "",
  join(homedir(), ".terraform.d/plugins"),
  join(homedir(), ".local/share/terraform/plugins"),
  "/usr/local/share/terraform/plugins",
  "/usr/share/terraform/plugins",
];
const mirror = mirrors.find((dir) => dir !== "" && existsSync(join(dir, "registry.terraform.io/hashicorp/aws")));
const terraform = onPath("terraform") && mirror !== undefined;
test.skipIf(!terraform)(
  `Terraform's provider plans, makes, changes and deletes${terraform ? "" : " (no terraform with an AWS provider; GWORLD_TERRAFORM_MIRROR names its folder)"}`,
  { timeout: 240_000 },
  async () => {
    copyFileSync(join(here, "main.tf"), join(work, "main.tf"));
    const config = join(work, "terraform.rc");
    writeFileSync(config, `provider_installation {\n  filesystem_mirror {\n    path = "${mirror ?? ""}"\n  }\n}\n`);
    const run = (...args: string[]) =>
      stranger("terraform", [...args, "-no-color", "-input=false"], { TF_CLI_CONFIG_FILE: config });
    const apply = (retention: number) => run("apply", "-auto-approve", "-var", `retention=${retention}`);
    await run("init");
    expect((await apply(7)).stdout).toContain("4 added, 0 changed, 0 destroyed");
    expect((await run("plan", "-detailed-exitcode", "-var", "retention=7")).stdout).toContain("No changes");
    expect((await apply(14)).stdout).toContain("0 added, 2 changed, 0 destroyed");
    const destroyed = await run("destroy", "-auto-approve", "-var", "retention=14");
    expect(destroyed.stdout).toContain("4 destroyed");
  },
);

const cdk = onPath("cdk");
describe.skipIf(!cdk)(`cdk${cdk ? "" : " (none on the PATH)"}`, () => {
  const app = `node ${resolve(here, "cdk-app.mjs")}`;
  const run = (...args: string[]) =>
    stranger("cdk", [...args, "--app", app, "--output", join(work, "cdk.out"), "--ci"], {
      CDK_VALIDATION: "false",
      HOME: work,
    });
  const deploy = (...context: string[]) => run("deploy", "--require-approval", "never", ...context);
  const status = async () => {
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    const client = new CloudFormationClient({ endpoint: cloud.endpoint, region: "us-east-1", credentials });
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({}));
    client.destroy();
    return Stacks.find(({ StackName }) => StackName === "Small")?.StackStatus;
  };

  test(
    "bootstraps, deploys, replaces, rolls back and destroys a small app unmodified",
    { timeout: 300_000 },
    async () => {
      await run("bootstrap", "aws://000000000000/us-east-1");
      await deploy();
      expect(await status()).toBe("CREATE_COMPLETE");
      await deploy("-c", "key=world");
      expect(await status()).toBe("UPDATE_COMPLETE");
      await expect(deploy("-c", "key=world", "-c", "broken=1")).rejects.toMatchObject({ code: 1 });
      expect(await status()).toBe("UPDATE_ROLLBACK_COMPLETE");
      await run("destroy", "--force");
      expect(await status()).toBeUndefined();
    },
  );
});
