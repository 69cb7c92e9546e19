/** Page by page: each is asked for when the one before has been worked on. */
export async function* eachPage<P extends { readonly next: string | undefined }>(
  read: (after: string | undefined) => Promise<P>,
): AsyncGenerator<P> {
  let after: string | undefined;
  do {
    const page = await read(after);
    yield page;
    after = page.next;
  } while (after !== undefined);
}
