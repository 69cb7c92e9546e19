import { text } from "../json.ts";
import { type Operation, ServiceError } from "../service.ts";
import { required } from "../required.ts";
import { checkPolicy } from "./check-policy.ts";
import { changeKey, customerKey, named } from "./keys.ts";
import type { Keyring } from "./keyring.ts";

/** Key policies are kept as they were given; nothing enforces them. */
export function policyOperations(ring: Keyring): Record<string, Operation> {
  return {
    GetKeyPolicy(input, call) {
      const { policy } = named(ring, input, call);
      checkName(text(input, "PolicyName"));
      return { Policy: policy, PolicyName: "default" };
    },
    PutKeyPolicy(input, call) {
      const key = customerKey(ring, input, call);
      checkName(text(input, "PolicyName"));
      const policy = required(input, "Policy");
      checkPolicy(policy);
      return changeKey(ring, key, { policy });
    },
    ListKeyPolicies(input, call) {
      named(ring, input, call);
      return { PolicyNames: ["default"], Truncated: false };
    },
  };
}

function checkName(name = "default") {
  if (name !== "default") throw new ServiceError("NotFoundException", "No such policy exists");
}
