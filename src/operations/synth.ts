import type { StackTemplate } from "../model/assembly.ts";
import { chooseStacks } from "../model/choose-stacks.ts";
import type { EnvironmentConfig } from "../model/environment.ts";
import { refuseFindings } from "../model/rules/refuse.ts";
import { byteLength, readTemplate } from "../model/template.ts";
import type { Synth } from "../ports/synth.ts";

/** One template as `synth` tells of it; `file` when it was written. */
export interface SynthesizedStack {
  readonly name: string;
  readonly file?: string | undefined;
  readonly resources: number;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Synthesis {
  readonly stacks: readonly SynthesizedStack[];
  readonly templates: readonly StackTemplate[];
}

export interface SynthRequest {
  readonly stacks: readonly string[];
  readonly out?: string | undefined;
  note(text: string): void;
  writeFile(path: string, text: string): Promise<void>;
}

/** Synthesizes, validates, and writes each template exactly as CloudFormation will get it. */
export async function synthesize(synth: Synth, config: EnvironmentConfig, request: SynthRequest): Promise<Synthesis> {
  const parts = chooseStacks(config.name, request.stacks);
  const templates = (await synth.environment(config)).filter(({ part }) => parts.includes(part));
  const begins = () => request.note("CDK's validator looks at these templates, which it does once.");
  refuseFindings(config.name, await synth.validate(templates, begins));
  const stacks: SynthesizedStack[] = [];
  for (const { name, body } of templates) {
    const file = request.out === undefined ? undefined : `${request.out.replace(/\/+$/, "")}/${name}.template.json`;
    if (file !== undefined) await request.writeFile(file, body);
    const resources = readTemplate(body).resources.size;
    stacks.push({
      name,
      ...(file !== undefined && { file }),
      resources,
      bytes: byteLength(body),
      sha256: synth.digest(body),
    });
  }
  return { stacks, templates };
}
