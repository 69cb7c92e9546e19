import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { localCredentials } from "../../src/model/local-credentials.ts";
import type { FaultWorld, SeenCall } from "./fault-world.ts";

/** A person in the same account who does not use gworld. */
export const somebodyElse = ({ endpoint, config: { region } }: Pick<FaultWorld, "endpoint" | "config">) =>
  new CloudFormation({ endpoint, region, credentials: localCredentials, maxAttempts: 1 });

/** A template of one topic; whatever else there is stands beside it. */
export const topicTemplate = (name: string, rest: object = {}) =>
  JSON.stringify({
    Resources: { NetworkTopic: { Type: "AWS::SNS::Topic", Properties: { TopicName: name } } },
    ...rest,
  });

/** Names of the calls that change something, in order. */
export const acts = (calls: readonly SeenCall[]) =>
  calls
    .map(({ operation }) => operation)
    .filter((operation) => !/^(?:Describe|Get|List|Head|Query|Scan|BatchGet)/.test(operation));
