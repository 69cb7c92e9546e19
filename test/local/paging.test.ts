import * as fc from "fast-check";
import { expect, test } from "vitest";
import { pageInOrder, pageOf } from "../../src/local/paging.ts";

test("page after page gives every item once, in order, whatever the size", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 })), fc.integer({ min: 1, max: 5 }), (items, limit) => {
      const seen: string[] = [];
      let token: string | undefined;
      do {
        const { page, next } = pageOf(items, (item) => item, { token, limit });
        expect(page.length).toBeLessThanOrEqual(limit);
        seen.push(...page);
        token = next;
      } while (token !== undefined);
      expect(seen).toEqual([...items].sort());
    }),
  );
});

test("what comes and goes between two pages makes neither a gap nor a double", () => {
  const first = pageOf(["a", "c", "e"], (item) => item, { token: undefined, limit: 2 });
  expect(first.page).toEqual(["a", "c"]);
  const second = pageOf(["a", "b", "d", "e"], (item) => item, { token: first.next, limit: 2 });
  expect(second).toEqual({ page: ["d", "e"], next: undefined });
});

test("a list in an order of its own goes on behind the item the token names, and not when that item is gone", () => {
  const itself = (item: string) => item;
  const first = pageInOrder(["z", "a", "m"], itself, { token: undefined, limit: 2 });
  expect(first?.page).toEqual(["z", "a"]);
  const { next: token } = first ?? { next: undefined };
  expect(pageInOrder(["y", "z", "a", "m"], itself, { token, limit: 2 })).toEqual({ page: ["m"], next: undefined });
  expect(pageInOrder(["z", "m"], itself, { token, limit: 2 })).toBeUndefined();
});
