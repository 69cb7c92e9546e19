import type { StackTemplate } from "../model/assembly.ts";
import { GworldError } from "../model/error.ts";
import { formerTemplateKey, revisionKey, stateBucketName, templateKey } from "../model/names.ts";
import { parseDocument, type RevisionDocument } from "../model/revision-document.ts";
import type { Connection } from "../ports/connection.ts";
import type { Synth } from "../ports/synth.ts";

export interface ReadRevisionPorts extends Pick<Connection, "config" | "objects" | "identity"> {
  readonly synth: Pick<Synth, "digest">;
}

/** Reads a document by its SHA-256; undefined where it is gone. Throws `unverified` where it is not what was kept. */
export type ReadRevision = (sha256: string) => Promise<RevisionDocument | undefined>;
/** Reads a kept template; as above. */
export type ReadTemplate = (template: StackTemplate) => Promise<StackTemplate | undefined>;

export const readRevision =
  (ports: ReadRevisionPorts): ReadRevision =>
  async (sha256) => {
    const text = await kept(ports, revisionKey(ports.config.name, sha256), sha256);
    return text === undefined ? undefined : parseDocument(text);
  };

export const readTemplateOf =
  (ports: ReadRevisionPorts): ReadTemplate =>
  async (template) => {
    const sha256 = template.body;
    const body =
      (await kept(ports, templateKey(ports.config.name, sha256), sha256)) ??
      (await kept(ports, formerTemplateKey(sha256), sha256));
    return body === undefined ? undefined : { ...template, body };
  };

async function kept({ config, objects, identity, synth }: ReadRevisionPorts, key: string, sha256: string) {
  const { account } = await identity.caller();
  const text = await objects(config.region).get(stateBucketName(account, config.region), key);
  if (text === undefined || synth.digest(text) === sha256) return text;
  throw new GworldError("unverified", `${key} in the state bucket is not what was kept there.`, {
    hint: "The bucket keeps versions: put the first one back, or choose another revision (gworld history).",
  });
}
