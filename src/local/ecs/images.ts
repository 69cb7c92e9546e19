import { text, texts } from "../json.ts";
import type { Part } from "../resource.ts";
import { refusals } from "./refusals.ts";
import type { EcsState } from "./state.ts";

/**
 * `/_gworld/images`: makes an image runnable that is not Node's own, with a node command in its place; without a
 * command the container's own stays. Without an image it lists them.
 */
export const imageAdmin = ({ images }: EcsState): NonNullable<Part["admin"]> => ({
  images: (input) => {
    const image = text(input, "image");
    const command = texts(input, "command");
    if (image !== undefined && command.length > 0 && !/(?:^|\/)node$|^-/.test(command[0] ?? ""))
      throw refusals.invalid("The command in an image's place must begin with node.");
    if (image !== undefined) images.put(image, { image, command });
    return { images: images.values().map((row) => ({ ...row })) };
  },
});
