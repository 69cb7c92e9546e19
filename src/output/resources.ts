import type { ResourceRow } from "../operations/resources.ts";
import type { Style } from "../ports/io.ts";
import { table } from "./table.ts";

export const resourcesText = ({ resources }: { resources: readonly ResourceRow[] }, style: Style) =>
  resources.length === 0
    ? "No such resources."
    : table(
        resources,
        [
          { title: "STACK", text: ({ stack }) => stack },
          { title: "LOGICAL ID", text: ({ logicalId }) => logicalId },
          { title: "TYPE", text: ({ type }) => type },
          { title: "PHYSICAL ID", text: ({ physicalId }) => physicalId },
          { title: "STATUS", text: ({ status }) => status },
        ],
        style,
      );
