import { randomBytes } from "node:crypto";
import { number } from "../json.ts";
import { violation } from "../required.ts";
import { type Operation, ServiceError } from "../service.ts";
import type { Key } from "./key.ts";
import { changeKey, customerKey, named, save } from "./keys.ts";
import type { Keyring } from "./keyring.ts";

/** Rotation adds a material; its schedule is told and not kept. */
export function rotationOperations(ring: Keyring): Record<string, Operation> {
  return {
    EnableKeyRotation(input, call) {
      const rotationDays = number(input, "RotationPeriodInDays") ?? 365;
      if (rotationDays < 90 || rotationDays > 2560)
        throw new ServiceError(
          "ValidationException",
          violation("RotationPeriodInDays", String(rotationDays), "Member must have value between 90 and 2560"),
        );
      return changeKey(ring, customerKey(ring, input, call), { rotates: true, rotationDays });
    },
    DisableKeyRotation: (input, call) => changeKey(ring, customerKey(ring, input, call), { rotates: false }),
    GetKeyRotationStatus(input, call) {
      const key = named(ring, input, call);
      const KeyRotationEnabled = key.rotates && key.deletionAt === undefined;
      return {
        KeyId: key.arn,
        KeyRotationEnabled,
        ...(KeyRotationEnabled
          ? { RotationPeriodInDays: key.rotationDays, NextRotationDate: nextRotation(key, ring.now()) }
          : {}),
      };
    },
    RotateKeyOnDemand(input, call) {
      const key = customerKey(ring, input, call);
      save(ring, { ...key, materials: [...key.materials, randomBytes(32).toString("base64")] });
      return { KeyId: key.arn };
    },
  };
}

function nextRotation({ createdAt, rotationDays }: Key, now: number): number {
  const period = rotationDays * 86_400_000;
  return (createdAt + (Math.floor((now - createdAt) / period) + 1) * period) / 1000;
}
