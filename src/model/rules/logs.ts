import { listOf, recordAt } from "../json.ts";
import { at, type Rule } from "./rule.ts";
import { ofType, type Placed, target, type TemplateSet } from "./template-set.ts";

export const declaredLogs: Rule = {
  id: "GW-L17",
  title: "every log group is declared, with the environment's retention and a key",
  check: (set) => [
    ...ofType(set, "AWS::Logs::LogGroup").flatMap((group) => [
      ...(group.properties["RetentionInDays"] === set.config.logs.retentionDays
        ? []
        : [at(group, `does not keep its events for ${set.config.logs.retentionDays} days`)]),
      // The environment's keys are at home; what is in the edge's Region has CloudWatch's own.
      ...(group.properties["KmsKeyId"] === undefined && group.stack.part !== "edge"
        ? [at(group, "has no customer key")]
        : []),
    ]),
    ...writers(set)
      .filter(({ writer, group }) => target(set, writer.stack, group)?.type !== "AWS::Logs::LogGroup")
      .map(({ writer }) => at(writer, "writes to a log group that AWS makes by itself, without retention or key")),
  ],
};

/** Whatever writes logs, and the log group it names. */
const writers = (set: TemplateSet): readonly { readonly writer: Placed; readonly group: unknown }[] => [
  ...ofType(set, "AWS::Lambda::Function").map((writer) => ({
    writer,
    group: recordAt(writer.properties, "LoggingConfig")["LogGroup"],
  })),
  ...ofType(set, "AWS::ECS::TaskDefinition").flatMap((writer) =>
    listOf(writer.properties["ContainerDefinitions"]).map((container) => ({
      writer,
      group: recordAt(recordAt(container, "LogConfiguration"), "Options")["awslogs-group"],
    })),
  ),
  ...ofType(set, "AWS::ApiGateway::Stage").map((writer) => ({
    writer,
    group: recordAt(writer.properties, "AccessLogSetting")["DestinationArn"],
  })),
  ...ofType(set, "AWS::ApiGatewayV2::Stage").map((writer) => ({
    writer,
    group: recordAt(writer.properties, "AccessLogSettings")["DestinationArn"],
  })),
];
