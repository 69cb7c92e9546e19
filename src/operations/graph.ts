import type { EnvironmentConfig } from "../model/environment.ts";
import { pictureOf, type Picture } from "../model/picture/picture.ts";
import type { Synth } from "../ports/synth.ts";

export interface EnvironmentPicture extends Picture {
  readonly env: string;
  readonly project: string;
  readonly region: string;
}

/** The environment as its templates describe it; offline. */
export async function environmentPicture(synth: Synth, config: EnvironmentConfig): Promise<EnvironmentPicture> {
  const { name, project, region } = config;
  return { env: name, project, region, ...pictureOf(await synth.environment(config)) };
}
