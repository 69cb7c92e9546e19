/** How far all chunks of a snapshot have come; bytes as they are stored, or plain where they are read alone. */
export interface CarryEvent {
  readonly kind: "exported" | "imported" | "compared" | "verified";
  readonly at: number;
  readonly bytes: number;
  readonly ofBytes: number;
}
