/** The codes of RFC 6455, 5.2. */
export const frameCodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Why a connection is closed (RFC 6455, 7.4.1). */
export const closeCodes = { protocolError: 1002, tooBig: 1009 } as const;

const longest = 1024 * 1024;

export function frameOf(code: number, data: Buffer): Buffer {
  const head = data.length < 126 ? Buffer.alloc(2) : data.length < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10);
  head[0] = 0x80 | code;
  head[1] = data.length < 126 ? data.length : data.length < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(data.length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(data.length), 2);
  return Buffer.concat([head, data]);
}

export interface Heard {
  readonly message: (data: Buffer, kind: "text" | "binary") => void;
  readonly ping: (data: Buffer) => void;
  readonly close: (code?: number) => void;
  /** Nothing more is heard when it is no longer so. */
  readonly open: () => boolean;
}

/** Puts a client's frames together to messages, in whatever chunks they come; one above 1 MiB closes before it is read. */
export function frameReader({ message, ping, close, open }: Heard): (chunk: Buffer) => void {
  let bytes: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let kind: "text" | "binary" = "binary";
  const hear = ({ code, final }: Head, data: Buffer) => {
    if (code === frameCodes.ping) return ping(data);
    if (code === frameCodes.close) return close();
    if (code === frameCodes.pong) return undefined;
    if (code !== frameCodes.continuation) kind = code === frameCodes.text ? "text" : "binary";
    parts.push(data);
    if (!final) return undefined;
    const whole = Buffer.concat(parts);
    parts = [];
    return message(whole, kind);
  };
  return (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (let head = headIn(bytes); head && open(); head = headIn(bytes)) {
      if (!head.masked) return close(closeCodes.protocolError);
      if (parts.reduce((sum, part) => sum + part.length, head.length) > longest) return close(closeCodes.tooBig);
      const end = head.end + maskLength + head.length;
      if (bytes.length < end) return undefined;
      const frame = bytes.subarray(head.end, end);
      bytes = bytes.subarray(end);
      hear(head, unmasked(frame));
    }
    return undefined;
  };
}

interface Head {
  readonly final: boolean;
  readonly code: number;
  readonly masked: boolean;
  /** Of the frame's data. */
  readonly length: number;
  /** Where the length is said to its end. */
  readonly end: number;
}

/** Undefined while it is not whole. */
function headIn(bytes: Buffer): Head | undefined {
  const [first = 0, second = 0] = bytes;
  const short = second & 0x7f;
  const end = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < end) return undefined;
  const length = end === 4 ? bytes.readUInt16BE(2) : end === 10 ? Number(bytes.readBigUInt64BE(2)) : short;
  return { final: (first & 0x80) !== 0, code: first & 0x0f, masked: (second & 0x80) !== 0, length, end };
}

const maskLength = 4;

const unmasked = (frame: Buffer): Buffer =>
  Buffer.from(frame.subarray(maskLength).map((byte, at) => byte ^ (frame[at % maskLength] ?? 0)));
