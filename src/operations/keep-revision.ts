import { wordsOf } from "../model/error.ts";
import { stackParts } from "../model/graph.ts";
import { revisionKey, stateBucketName, templateKey } from "../model/names.ts";
import type { DeployPlan, StackPlan } from "../model/plan.ts";
import { documentText, keptStack, type RevisionDocument } from "../model/revision-document.ts";
import type { Connection } from "../ports/connection.ts";
import type { Synth } from "../ports/synth.ts";
import type { ReadRevision } from "./read-revision.ts";

export interface KeepPorts extends Pick<Connection, "config" | "objects" | "state"> {
  readonly synth: Pick<Synth, "digest">;
  readonly read: ReadRevision;
  readonly warn: (text: string) => void;
}

/** What is kept of a plan. */
export interface Keepable extends Pick<DeployPlan, "environment" | "account"> {
  readonly stacks: readonly Pick<StackPlan, "part" | "name" | "template" | "kept">[];
}

/** Keeps the configuration and templates of a plan in the state bucket; the SHA-256 of its document, undefined where that failed. */
export type KeepRevision = (plan: Keepable) => Promise<string | undefined>;

export const keepRevision =
  (ports: KeepPorts): KeepRevision =>
  async (plan) => {
    try {
      return await keep(ports, plan);
    } catch (error) {
      const text = `the templates of this revision of ${plan.environment} were not kept, so that nothing can go back to it`;
      ports.warn(`${text}: ${wordsOf(error)}`);
      return undefined;
    }
  };

async function keep({ config, objects, state, synth, read }: KeepPorts, plan: Keepable): Promise<string> {
  const store = objects(config.region);
  const bucket = stateBucketName(plan.account, config.region);
  const { environment, account } = plan;
  const last = (await state.revisions(environment, 20)).find((one) => one.document !== undefined);
  const kept = plan.stacks.map((stack) => ({ stack, sha256: synth.digest(stack.template.body) }));
  // A document speaks for the whole environment, also where only some stacks were deployed.
  const isWhole = plan.stacks.length === stackParts.length;
  const before = isWhole || last?.document === undefined ? undefined : await read(last.document);
  const others = (before?.stacks ?? []).filter(
    ({ template }) => !plan.stacks.some(({ part }) => part === template.part),
  );
  const stacks = [...kept.map(({ stack, sha256 }) => keptStack(stack, sha256)), ...others];
  const document: RevisionDocument = { environment, account, config, stacks };
  const fresh = kept.filter(({ stack: { name, template } }) => last?.templates[name] !== template.digest);
  await Promise.all(fresh.map(({ stack, sha256 }) => store.putOnce(bucket, templateKey(sha256), stack.template.body)));
  const text = documentText(document);
  const sha256 = synth.digest(text);
  await store.putOnce(bucket, revisionKey(environment, sha256), text);
  return sha256;
}
