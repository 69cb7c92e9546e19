import { alarmsCheck, tablesCheck } from "../../model/verify/data.ts";
import type { Present, Probe, VerifyPorts } from "../verify.ts";

/** Whether all is well where data lies, and with what watches over the environment. */
export const dataProbes = {
  tables:
    ({ config, tables }: VerifyPorts, { resources }: Present): Probe =>
    async () => {
      const names = await physicalIds(resources, ["AWS::DynamoDB::Table"]);
      const found = await Promise.all(
        names.map(async (name) => ({ name, status: (await tables.describe(name))?.status })),
      );
      return [tablesCheck(config.name, found)];
    },
  alarms:
    ({ config, alarms }: VerifyPorts, { resources }: Present, begun: number | undefined): Probe =>
    async () => {
      const names = await physicalIds(resources, ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"]);
      const found = names.length === 0 ? [] : await alarms.states(names);
      return [alarmsCheck(config.name, names, found, begun)];
    },
};

const physicalIds = async (resources: Present["resources"], types: readonly string[]) =>
  (await resources()).flatMap(({ type, physicalId }) => (types.includes(type) ? [physicalId] : []));
