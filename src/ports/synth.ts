import type { BootstrapTemplate, StackTemplate } from "../model/assembly.ts";
import type { EnvironmentConfig } from "../model/environment.ts";

/** Configuration -> templates. Offline; equal input gives identical bytes; cached by content. */
export interface Synth {
  environment(config: EnvironmentConfig): Promise<readonly StackTemplate[]>;
  bootstrap(): Promise<BootstrapTemplate>;
  /** SHA-256 in hex, for content addresses and comparison. */
  digest(text: string): string;
}
