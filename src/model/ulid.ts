/** IDs of snapshots and restores; the first 10 characters are a moment. */
export const ulidForm = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
