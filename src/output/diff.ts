import type { PlanReport } from "../model/plan.ts";
import type { Style } from "../ports/io.ts";
import { planText } from "./plan.ts";

export const diffText = (report: PlanReport, style: Style) => planText(report, style);
