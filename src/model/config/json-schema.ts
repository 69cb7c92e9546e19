import * as z from "zod";
import { fileShape } from "./shape.ts";

/** JSON Schema of `gworld.yaml`, for editors. */
export const configJsonSchema = (): unknown => ({
  title: "gworld.yaml",
  ...z.toJSONSchema(fileShape, { io: "input", target: "draft-7" }),
});
