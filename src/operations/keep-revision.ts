import { wordsOf } from "../model/error.ts";
import { stackParts } from "../model/graph.ts";
import { revisionKey, stateBucketName, templateKey } from "../model/names.ts";
import type { DeployPlan } from "../model/plan.ts";
import { documentText, keptStack, type RevisionDocument } from "../model/revision-document.ts";
import { standing } from "../model/stack-status.ts";
import type { Connection } from "../ports/connection.ts";
import type { Synth } from "../ports/synth.ts";
import type { DeployedStacks, KeepableStack } from "./read-deployed.ts";

export interface KeepPorts extends Pick<Connection, "config" | "objects"> {
  readonly synth: Pick<Synth, "digest">;
  readonly deployed: DeployedStacks;
  readonly warn: (text: string) => void;
}

/** What is kept of a plan. */
export interface Keepable extends Pick<DeployPlan, "environment" | "account"> {
  readonly stacks: readonly KeepableStack[];
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

async function keep(ports: KeepPorts, plan: Keepable): Promise<string> {
  const { config, objects, synth } = ports;
  const store = objects(config.region);
  const bucket = stateBucketName(plan.account, config.region);
  const { environment, account } = plan;
  const all = [...plan.stacks, ...(await others(ports, plan))];
  const kept = all.map((stack) => ({ stack, sha256: synth.digest(stack.template.body) }));
  const stacks = kept.map(({ stack, sha256 }) => keptStack(stack, sha256));
  const document: RevisionDocument = { environment, account, config, stacks };
  await Promise.all(
    kept.map(({ stack, sha256 }) => store.putOnce(bucket, templateKey(environment, sha256), stack.template.body)),
  );
  const text = documentText(document);
  const sha256 = synth.digest(text);
  await store.putOnce(bucket, revisionKey(environment, sha256), text);
  return sha256;
}

/**
 * A document speaks for the whole environment, also where only some stacks were deployed: of the others it tells what is there,
 * since the revision before may have failed, or been destroyed.
 */
async function others({ deployed }: KeepPorts, { stacks }: Keepable): Promise<readonly KeepableStack[]> {
  const found = await deployed.find(stackParts.filter((part) => !stacks.some((stack) => stack.part === part)));
  return deployed.read(found.filter(({ stack }) => standing(stack.status).deploy === "update"));
}
