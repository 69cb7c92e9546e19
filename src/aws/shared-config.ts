import { homedir } from "node:os";
import { join } from "node:path";

type Section = Readonly<Record<string, string | undefined>>;

/** One profile of the AWS configuration files, and the `services` section it names. A dot joins a nested key: `s3.endpoint_url`. */
export interface SharedProfile {
  readonly name: string;
  readonly settings: Section;
  readonly services: Section;
}

/** Reads a profile with the SDK's own reader and precedence. A file that is not there holds nothing. */
export async function readSharedProfile(env: Section, named: string | undefined): Promise<SharedProfile> {
  const { loadSharedConfigFiles } = await import("@smithy/core/config");
  const folder = join(env["HOME"] || homedir(), ".aws");
  const { configFile, credentialsFile } = await loadSharedConfigFiles({
    configFilepath: env["AWS_CONFIG_FILE"] || join(folder, "config"),
    filepath: env["AWS_SHARED_CREDENTIALS_FILE"] || join(folder, "credentials"),
  });
  const name = named ?? (env["AWS_PROFILE"] || "default");
  const settings = { ...credentialsFile[name], ...configFile[name] };
  const services = configFile[`services.${settings["services"] ?? ""}`] ?? {};
  return { name, settings, services };
}
