import type { BootstrapTemplate, StackTemplate } from "../model/assembly.ts";
import type { EnvironmentConfig } from "../model/environment.ts";
import type { Finding } from "../model/rules/rule.ts";

/** Configuration -> templates. Offline; equal input gives identical bytes; cached by content. */
export interface Synth {
  /** Refuses a configuration whose templates break one of gworld's rules. */
  environment(config: EnvironmentConfig): Promise<readonly StackTemplate[]>;
  bootstrap(): Promise<BootstrapTemplate>;
  /** Has CDK's validator look at templates, unless the same have passed it before. `begins` is told: it takes seconds. */
  validate(templates: readonly StackTemplate[], begins: () => void): Promise<readonly Finding[]>;
  /** SHA-256 in hex, for content addresses and comparison. */
  digest(text: string): string;
}
