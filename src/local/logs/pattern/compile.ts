import { ServiceError } from "../../service.ts";
import { parseJsonPattern } from "./json.ts";
import { type Matches, regexIn } from "./text.ts";
import { termsPattern } from "./terms.ts";

/** Longer patterns are refused (CloudWatch Logs API reference, FilterLogEvents). */
const maxLength = 1024;

/** A filter pattern as a predicate over messages. Throws InvalidParameterException for what the language has not. */
export function compilePattern(pattern: string): Matches {
  const text = pattern.trim();
  if (pattern.length > maxLength) throw invalidPattern("Member must have length less than or equal to 1024");
  if (text === "") return () => true;
  if (text.startsWith("{")) return jsonPattern(text);
  if (text.startsWith("["))
    throw invalidPattern("space-delimited patterns are not there in the local cloud: match terms or JSON selectors");
  if (text.startsWith("%") && text.endsWith("%") && text.length > 2) {
    const regex = regexIn(text);
    if (!regex) throw invalidPattern("the regular expression uses what filter patterns do not have");
    return (message) => regex.test(message);
  }
  const terms = termsPattern(text);
  if (!terms) throw invalidPattern("terms with other than letters, digits and underscores must be quoted");
  return terms;
}

function jsonPattern(text: string): Matches {
  const matches = parseJsonPattern(text);
  if (!matches) throw invalidPattern('expected { $.field = "value" }, joined by && and ||');
  return (message) => {
    if (!message.trimStart().startsWith("{")) return false;
    try {
      return matches(JSON.parse(message));
    } catch {
      return false;
    }
  };
}

const invalidPattern = (why: string) => new ServiceError("InvalidParameterException", `Invalid filter pattern: ${why}`);
