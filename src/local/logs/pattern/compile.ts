import { violation } from "../../required.ts";
import { ServiceError } from "../../service.ts";
import { jsonPattern } from "./json.ts";
import { invalidPattern, invalidTerm } from "./refuse.ts";
import { spaceDelimitedPattern } from "./space-delimited.ts";
import { termsPattern } from "./terms.ts";
import { type Matches, regexIn } from "./text.ts";

/** Longer patterns are refused (API reference, FilterLogEvents). */
const maxLength = 1024;

/**
 * A filter pattern as a predicate over messages, parsed once. Throws InvalidParameterException for what the language has
 * not. The language: "Filter pattern syntax for metric filters, subscription filters, filter log events, and Live Tail",
 * docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function compilePattern(pattern: string, parameter = "filterPattern"): Matches {
  if (pattern.length > maxLength)
    throw new ServiceError(
      "InvalidParameterException",
      violation(parameter, pattern, `Member must have length less than or equal to ${maxLength}`),
    );
  const text = pattern.trim();
  if (text === "") return () => true;
  if (text.startsWith("{")) return jsonPattern(enclosed(text, "{", "}"));
  if (text.startsWith("[")) return spaceDelimitedPattern(enclosed(text, "[", "]"));
  return text.startsWith("%") ? regexPattern(text) : termsPattern(text);
}

function enclosed(text: string, open: string, close: string): string {
  if (!text.endsWith(close))
    throw invalidPattern(`If a filter pattern starts with '${open}' it must end with '${close}'`);
  return text.slice(1, -1);
}

function regexPattern(text: string): Matches {
  const regex = text.length > 2 && text.endsWith("%") ? regexIn(text) : undefined;
  if (!regex) throw invalidTerm(text);
  return (message) => regex.test(message);
}
