import { CfnResource, type Stack } from "aws-cdk-lib";
import { lostWith } from "../src/model/stateful-types.ts";

/** Lets a deployment change everything in a stack, but replace or delete nothing that holds what cannot be made again. */
export const dataStackPolicy = (stack: Stack): string =>
  JSON.stringify({
    Statement: [
      { Effect: "Allow", Principal: "*", Action: "Update:*", Resource: "*" },
      {
        Effect: "Deny",
        Principal: "*",
        Action: ["Update:Replace", "Update:Delete"],
        Resource: "*",
        Condition: { StringEquals: { ResourceType: holdingTypes(stack) } },
      },
    ],
  });

/** By name, so that the order of resources changes nothing. */
function holdingTypes(stack: Stack): readonly string[] {
  const types = stack.node
    .findAll()
    .flatMap((child) => (CfnResource.isCfnResource(child) ? child.cfnResourceType : []));
  return [...new Set(types)].filter((type) => lostWith(type) !== undefined).sort();
}
