import * as fc from "fast-check";
import { expect, test } from "vitest";
import { childText, childrenOf, document, element, leaf, parseXml } from "../../../src/local/s3/xml.ts";

test("a document with attributes, comments, references and empty elements is read", () => {
  const root = parseXml(
    '<?xml version="1.0"?>\n<!-- two --><Delete xmlns="urn:x"><Object><Key>a &amp; b&#x41;&#10;</Key></Object>' +
      '<Object><ns:Key xsi:type="x">c</ns:Key><VersionId/></Object><Quiet> true </Quiet></Delete>\n',
  );
  expect(root?.name).toBe("Delete");
  expect(childrenOf(root, "Object").map((one) => childrenOf(one, "Key")[0]?.text)).toEqual(["a & bA\n", "c"]);
  expect(childText(childrenOf(root, "Object")[1], "VersionId")).toBe("");
  expect(childText(root, "Quiet")).toBe("true");
});

test.each([
  "",
  "text",
  "<a>",
  "<a></b>",
  "<a></a></a>",
  "<a/><b/>",
  "<a>&nope;</a>",
  "<a>&</a>",
  "<a b=c/>",
  "<a><b></a></b>",
  '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
  `${"<a>".repeat(100)}${"</a>".repeat(100)}`,
])("what is no plain document is refused: %s", (source) => {
  expect(parseXml(source)).toBeUndefined();
});

test("whatever text is written is read back", () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom("a", " ", "&", "<", ">", "'", '"', "\n", "\r", "\u0001", "é", "\u{1f600}", "]]>"),
        maxLength: 40,
      }),
      (text) => {
        const root = parseXml(document("Root", element("Inner", leaf("Text", text))));
        expect(childrenOf(childrenOf(root, "Inner")[0], "Text")[0]?.text).toBe(text);
      },
    ),
  );
});

test("no input makes the reader throw or hang", () => {
  const pieces = fc.constantFrom(
    "<",
    ">",
    "</",
    "/>",
    "a",
    "&",
    ";",
    "&#",
    "x",
    "<!--",
    "-->",
    "<?",
    '"',
    "=",
    " ",
    "<a>",
    "</a>",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      expect(() => parseXml(parts.join(""))).not.toThrow();
    }),
  );
});
