/** A header's fields as they are written, so that a test can write what no tar program would. */
export interface RawHeader {
  readonly name?: string;
  readonly mode?: string;
  /** As in the header: octal text, or any bytes. */
  readonly size?: string | Uint8Array;
  readonly type?: string;
  readonly link?: string;
  readonly magic?: string;
  readonly prefix?: string;
  readonly owner?: string;
  /** Undefined writes the right one. */
  readonly sum?: string;
}

export interface RawEntry extends RawHeader {
  readonly body?: Uint8Array | string;
  /** Instead of zeros up to the next block. */
  readonly padding?: number;
}

const bytesOf = (body: Uint8Array | string = "") => (typeof body === "string" ? Buffer.from(body) : Buffer.from(body));

/** One entry of a tar, header, body and padding, with nothing checked. */
export function rawEntry({ body, padding = 0, ...header }: RawEntry): Buffer {
  const content = bytesOf(body);
  const gap = Buffer.alloc((512 - (content.length % 512)) % 512, padding);
  return Buffer.concat([rawHeader({ size: content.length.toString(8).padStart(11, "0"), ...header }), content, gap]);
}

function rawHeader(fields: RawHeader): Buffer {
  const block = Buffer.alloc(512);
  const put = (at: number, value: string | Uint8Array | undefined) => block.set(bytesOf(value), at);
  put(0, fields.name);
  put(100, fields.mode ?? "0000600\0");
  put(108, "0000000\0");
  put(116, "0000000\0");
  put(124, fields.size);
  put(136, "00000000000\0");
  put(156, fields.type ?? "0");
  put(157, fields.link);
  put(257, fields.magic ?? "ustar\x0000");
  put(265, fields.owner);
  put(329, "0000000\0");
  put(337, "0000000\0");
  put(345, fields.prefix);
  const sum = block.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0);
  put(148, fields.sum ?? `${sum.toString(8).padStart(6, "0")}\0 `);
  return block;
}

export const tarEnd = Buffer.alloc(1_024);

/** A whole tar. */
export const rawTar = (entries: readonly RawEntry[], end: Uint8Array = tarEnd) =>
  Buffer.concat([...entries.map(rawEntry), end]);
