import type { FoundKey, FoundResource, LeftoverType } from "../model/leftovers.ts";

/** Resources of one Region as their own services tell of them and remove them, whatever stack they were of. */
export interface LeftoverServices {
  /** The resource of this whole name; undefined where there is none. A key is found by its ID or ARN. */
  find(type: LeftoverType, name: string): Promise<FoundResource | undefined>;
  /** All customer keys that are described like one of these. */
  keys(descriptions: readonly string[]): Promise<readonly FoundKey[]>;
  /** Takes the scheduled deletion of a secret or a key back. */
  revive(type: LeftoverType, physicalId: string): Promise<void>;
  /**
   * Deletes it with all that is in it, and returns when its name is free; a key is scheduled for the shortest time that KMS takes.
   * Of what is protected the protection is switched off first, where `unprotect` says so. What is not there (any more) is no error.
   */
  remove(type: LeftoverType, physicalId: string, how: Removal): Promise<void>;
}

export interface Removal {
  readonly unprotect: boolean;
  /** Hears how far it is, where it takes long. */
  readonly tell: (text: string) => void;
}
