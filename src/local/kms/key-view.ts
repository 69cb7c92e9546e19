import type { JsonObject } from "../json.ts";
import type { Key } from "./key.ts";

/** What DescribeKey and CreateKey tell; times are in seconds. */
export const keyMetadata = (key: Key, account: string): JsonObject => ({
  AWSAccountId: account,
  KeyId: key.keyId,
  Arn: key.arn,
  CreationDate: key.createdAt / 1000,
  Enabled: key.enabled && key.deletionAt === undefined,
  Description: key.description,
  KeyUsage: "ENCRYPT_DECRYPT",
  KeyState: key.deletionAt !== undefined ? "PendingDeletion" : key.enabled ? "Enabled" : "Disabled",
  DeletionDate: key.deletionAt === undefined ? undefined : key.deletionAt / 1000,
  Origin: "AWS_KMS",
  KeyManager: key.manager,
  KeySpec: "SYMMETRIC_DEFAULT",
  CustomerMasterKeySpec: "SYMMETRIC_DEFAULT",
  EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
  MultiRegion: key.multiRegion,
  MultiRegionConfiguration: key.multiRegion
    ? { MultiRegionKeyType: "PRIMARY", PrimaryKey: { Arn: key.arn, Region: key.region }, ReplicaKeys: [] }
    : undefined,
});
