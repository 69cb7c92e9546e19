import type { Caller } from "../ports/identity.ts";
import type { Style } from "../ports/io.ts";
import { details } from "./table.ts";

export const whoamiText = ({ account, arn, region, source, expiresAt }: Caller, style: Style) =>
  details(
    [
      ["Account", ({ bold }) => bold(account)],
      ["ARN", arn],
      ["Region", region],
      ["Source", source],
      ["Expires", expiresAt],
    ],
    style,
  );
