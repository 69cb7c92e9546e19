/** What a restore, or its undo, replaces can be brought back for so long, in milliseconds. */
export const undoFor = 24 * 3_600_000;
