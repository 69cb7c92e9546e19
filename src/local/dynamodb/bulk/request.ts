import { list, number, object, text, type JsonObject } from "../../json.ts";
import { invalid } from "../refuse.ts";
import { zstdReader } from "./lines.ts";

/** Refuses what AWS's StartBulkPutItems would, and what the local cloud cannot read. */
export function checkBulkRequest(input: JsonObject): void {
  const from = object(input, "InputS3Configuration");
  const to = object(input, "OutputS3Configuration");
  required(input, "InputS3Configuration", "inputS3Configuration");
  required(input, "OutputS3Configuration", "outputS3Configuration");
  required(from, "S3Bucket", "inputS3Configuration.s3Bucket");
  required(from, "InputFormat", "inputS3Configuration.inputFormat");
  required(to, "S3Bucket", "outputS3Configuration.s3Bucket");
  required(to, "OutputType", "outputS3Configuration.outputType");
  oneOf(from, "InputFormat", ["DYNAMODB_JSON", "ION"]);
  oneOf(from, "InputCompressionType", ["GZIP", "ZSTD", "NONE"]);
  oneOf(to, "S3SseAlgorithm", ["AES256", "KMS"]);
  oneOf(input, "PerformanceTier", ["STANDARD", "ACCELERATED"]);
  if (list(to, "OutputType").length === 0)
    throw constraint("[]", "outputS3Configuration.outputType", "Member must have length greater than or equal to 1");
  for (const OutputType of list(to, "OutputType"))
    oneOf({ OutputType }, "OutputType", ["ERROR", "CONDITION_CHECK_FAILURE"]);
  const units = number(input, "MaxWriteRequestUnits");
  if (units !== undefined && units < 1_024)
    throw constraint(`${units}`, "maxWriteRequestUnits", "Member must have value greater than or equal to 1024");
  const token = text(input, "ClientToken");
  if (token !== undefined && !/^[^$]+$/.test(token))
    throw constraint(token, "clientToken", "Member must satisfy regular expression pattern: ^[^\\$]+$");
  if ("S3SseKmsKeyId" in to && text(to, "S3SseAlgorithm") !== "KMS")
    throw invalid("S3SseKmsKeyId can only be specified when S3SseAlgorithm is KMS");
  if (text(from, "InputFormat") === "ION") throw invalid("The local cloud does not read Ion: use DYNAMODB_JSON.");
  if (text(from, "InputCompressionType") === "ZSTD" && zstdReader() === undefined)
    throw invalid("The local cloud reads ZSTD from Node 22.15 on: use GZIP.");
}

function required(value: JsonObject, key: string, path: string): void {
  if (value[key] === undefined || value[key] === null)
    throw invalid(
      `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`,
    );
}

function oneOf(value: JsonObject, key: string, allowed: readonly string[]): void {
  const found = text(value, key);
  if (found === undefined || allowed.includes(found)) return;
  const member = `${key.charAt(0).toLowerCase()}${key.slice(1)}`;
  throw constraint(found, member, `Member must satisfy enum value set: [${allowed.join(", ")}]`);
}

const constraint = (value: string, path: string, rule: string) =>
  invalid(`1 validation error detected: Value '${value}' at '${path}' failed to satisfy constraint: ${rule}`);
