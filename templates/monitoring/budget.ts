import { type Stack, aws_budgets as budgets } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import type { Topics } from "./topics.ts";

/** The month's money for resources tagged with this environment: told at half, at four fifths, and when it is gone. */
export function budget(stack: Stack, config: EnvironmentConfig, topics: Topics): void {
  if (config.budget === 0) return;
  new budgets.CfnBudget(stack, "Budget", {
    budget: {
      budgetName: `gworld-${config.name}`,
      budgetType: "COST",
      timeUnit: "MONTHLY",
      budgetLimit: { amount: config.budget, unit: "USD" },
      costFilters: { TagKeyValue: [`user:gworld:env$${config.name}`] },
    },
    notificationsWithSubscribers: [50, 80, 100].map((threshold) => ({
      notification: {
        notificationType: "ACTUAL",
        comparisonOperator: "GREATER_THAN",
        threshold,
        thresholdType: "PERCENTAGE",
      },
      subscribers: [{ subscriptionType: "SNS", address: threshold < 100 ? topics.info : topics.warning }],
    })),
  });
}
