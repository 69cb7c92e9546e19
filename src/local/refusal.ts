export type RefusalCode =
  "port-taken" | "not-writable" | "disk" | "in-use" | "foreign-folder" | "did-not-start" | "did-not-stop";

/** Why the local cloud as a whole could not start, run or be removed; what an AWS call is refused with is a ServiceError. */
export class LocalCloudRefusal extends Error {
  override readonly name = "LocalCloudRefusal";
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The system's own code of a failed call, such as ENOENT. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

const unwritable = new Set(["EACCES", "EPERM", "EROFS", "EISDIR"]);
/** What making a folder, or a file in it, answers where a file is in the way. */
const noFolder = new Set(["EEXIST", "ENOTDIR"]);

/** Names the folder in what the disk answered, so that a reader knows where to look. */
export function diskRefusal(path: string, error: unknown): LocalCloudRefusal {
  const code = systemCode(error);
  const detail = error instanceof Error ? error.message : String(error);
  if (code !== undefined && noFolder.has(code))
    return new LocalCloudRefusal("not-writable", `${path} is a file, or lies below one, and no folder`, {
      cause: error,
    });
  return code !== undefined && unwritable.has(code)
    ? new LocalCloudRefusal("not-writable", `${path} is not writable (${code})`, { cause: error })
    : new LocalCloudRefusal("disk", `${path} could not be used: ${detail}`, { cause: error });
}
