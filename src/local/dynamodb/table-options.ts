import { createHash } from "node:crypto";
import { bool, object, text, type JsonObject } from "../json.ts";
import { invalid } from "./refuse.ts";
import type { TableRecord } from "./table.ts";

/** The optional settings that CreateTable and UpdateTable share. A member that is absent changes nothing. */
export function optionsOf(
  input: JsonObject,
  at: { account: string; region: string; now: number },
): Partial<TableRecord> {
  return {
    ...("DeletionProtectionEnabled" in input ? { protected: bool(input, "DeletionProtectionEnabled") ?? false } : {}),
    ...("TableClass" in input ? { tableClass: tableClass(input) } : {}),
    ...("OnDemandThroughput" in input ? { onDemandThroughput: object(input, "OnDemandThroughput") } : {}),
    ...("SSESpecification" in input ? { encryptionKeyArn: encryptionKey(object(input, "SSESpecification"), at) } : {}),
    ...("StreamSpecification" in input ? { stream: stream(object(input, "StreamSpecification"), at.now) } : {}),
  };
}

function tableClass(input: JsonObject): string {
  const found = text(input, "TableClass") ?? "";
  if (found !== "STANDARD" && found !== "STANDARD_INFREQUENT_ACCESS")
    throw invalid(
      `1 validation error detected: Value '${found}' at 'tableClass' failed to satisfy constraint: ` +
        "Member must satisfy enum value set: [STANDARD, STANDARD_INFREQUENT_ACCESS]",
    );
  return found;
}

/** Null is the key that DynamoDB owns: DescribeTable has no SSEDescription then. */
function encryptionKey(
  specification: JsonObject,
  { account, region }: { account: string; region: string },
): string | null {
  const key = text(specification, "KMSMasterKeyId");
  // CloudFormation says SSEEnabled, the API says Enabled.
  if ((bool(specification, "Enabled") ?? bool(specification, "SSEEnabled")) !== true) {
    if (key !== undefined)
      throw invalid(
        "One or more parameter values were invalid: KMSMasterKeyId should not be specified when SSE is not enabled",
      );
    return null;
  }
  const arn = `arn:aws:kms:${region}:${account}:`;
  if (key === undefined) return `${arn}key/${managedKeyId(arn)}`;
  return key.startsWith("arn:") ? key : `${arn}${key.startsWith("alias/") ? "" : "key/"}${key}`;
}

/** The account's `aws/dynamodb` key: one a Region, always the same. */
function managedKeyId(arn: string): string {
  const hash = createHash("sha256").update(`${arn}alias/aws/dynamodb`).digest("hex");
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join("-");
}

function stream(specification: JsonObject, now: number): TableRecord["stream"] {
  const view = text(specification, "StreamViewType");
  // CloudFormation has no StreamEnabled: naming the view is enough there.
  const enabled = bool(specification, "StreamEnabled") ?? view !== undefined;
  if (!enabled) return null;
  if (view === undefined)
    throw invalid(
      "One or more parameter values were invalid: StreamSpecification.StreamViewType is required when StreamEnabled is true",
    );
  return { view, label: new Date(now).toISOString().slice(0, -1) };
}
