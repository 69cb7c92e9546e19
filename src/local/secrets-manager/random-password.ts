import { randomInt } from "node:crypto";
import { bool, type JsonObject, number, text } from "../json.ts";
import { randomName } from "../random-name.ts";
import { ServiceError } from "../service.ts";

const kinds = {
  ExcludeLowercase: "abcdefghijklmnopqrstuvwxyz",
  ExcludeUppercase: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  ExcludeNumbers: "0123456789",
  ExcludePunctuation: "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
} as const;

/** A password of the wanted kinds of characters, each kind at least once unless told otherwise. */
export function randomPassword(input: JsonObject): string {
  const length = number(input, "PasswordLength") ?? 32;
  const excluded = text(input, "ExcludeCharacters") ?? "";
  const wanted = Object.entries(kinds).flatMap(([flag, characters]) =>
    (bool(input, flag) ?? false) ? [] : [characters],
  );
  const alphabets = [...wanted, ...((bool(input, "IncludeSpace") ?? false) ? [" "] : [])]
    .map((alphabet) =>
      Array.from(alphabet)
        .filter((character) => !excluded.includes(character))
        .join(""),
    )
    .filter((alphabet) => alphabet !== "");
  const required = (bool(input, "RequireEachIncludedType") ?? true) ? alphabets : [];
  if (length < 1 || length > 4096 || required.length > length)
    throw new ServiceError(
      "InvalidParameterException",
      "The password length is too short based on the required types, or not between 1 and 4096.",
    );
  if (alphabets.length === 0)
    throw new ServiceError("InvalidParameterException", "No characters are left to make a password of.");
  const characters = [
    ...required.map((alphabet) => randomName(1, alphabet)),
    ...randomName(length - required.length, alphabets.join("")).split(""),
  ];
  return shuffled(characters).join("");
}

/** Fisher and Yates, so that the required characters do not all stand in front. */
function shuffled(characters: string[]): string[] {
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    const [a = "", b = ""] = [characters[last], characters[other]];
    characters[last] = b;
    characters[other] = a;
  }
  return characters;
}
