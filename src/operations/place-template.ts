import { notBootstrapped } from "../model/bootstrapped.ts";
import { plannedTemplateKey, stateBucketName, templateKey } from "../model/names.ts";
import { byteLength, inlineTemplateLimit } from "../model/template.ts";
import type { Connection } from "../ports/connection.ts";
import type { StackInput } from "../ports/stacks.ts";
import type { Synth } from "../ports/synth.ts";

/** Puts a template where CloudFormation can read it. */
export type PlaceTemplate = (body: string) => Promise<StackInput["template"]>;

export interface PlacePorts extends Pick<Connection, "config" | "identity" | "objects"> {
  readonly synth: Pick<Synth, "digest">;
}

/** Small templates go with the request; larger ones through the state bucket, under their own hash, once. */
export const placeTemplate = (ports: PlacePorts): PlaceTemplate => placeAt(ports, templateKey);

/** The same for change sets that are forgotten: where those who may only plan can write, and nothing is deployed from. */
export const placeToPlan = (ports: PlacePorts): PlaceTemplate => placeAt(ports, plannedTemplateKey);

const placeAt =
  ({ config, identity, objects, synth }: PlacePorts, keyOf: typeof templateKey): PlaceTemplate =>
  async (body) => {
    if (byteLength(body) <= inlineTemplateLimit) return { body };
    const { account } = await identity.caller();
    const [bucket, key] = [stateBucketName(account, config.region), keyOf(config.name, synth.digest(body))];
    const store = objects(config.region);
    if (!(await store.bucketExists(bucket))) throw notBootstrapped(config.name);
    await store.putOnce(bucket, key, body);
    return { url: store.url(bucket, key) };
  };
