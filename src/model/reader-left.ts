/** Nobody reads on (`| head`): an end, not a failure. */
export const readerLeft = ({ reason }: AbortSignal): boolean => reason instanceof Error && reason.message === "EPIPE";
