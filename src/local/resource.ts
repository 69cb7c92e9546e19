import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { LocalClock } from "./clock.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Service, Trace } from "./service.ts";
import type { Store } from "./store.ts";

/** Where a resource of a stack lives and how it is named; the token is equal for every retry of one step. */
export interface ResourceRequest {
  readonly account: string;
  readonly region: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  /** Resolved properties: no intrinsic functions are left. */
  readonly properties: JsonObject;
  /** Stack tags, which CloudFormation hands to every resource. */
  readonly tags: Readonly<Record<string, string>>;
  readonly token: string;
  /** A physical name of CloudFormation's shape, `<stack>-<logicalId>-<random>`, stable for this resource, cut to a length. */
  readonly generatedName: (maxLength: number) => string;
}
export interface ExistingRequest extends ResourceRequest {
  readonly physicalId: string;
}
export interface UpdateRequest extends ExistingRequest {
  readonly previous: JsonObject;
}

/** A resource as its service has it now, in the words of a template. */
export interface Live {
  /** What the service can tell: undefined for what is not set, left out what it cannot tell. */
  readonly properties: JsonObject;
  /** As of a step that is done. */
  readonly attributes: JsonObject;
}

/** How far a step is. `pending` is asked again by `check`; attributes are what Fn::GetAtt reads; Ref reads the physical ID. */
export type Step =
  | { readonly state: "done"; readonly physicalId: string; readonly attributes: JsonObject }
  | { readonly state: "pending"; readonly physicalId: string }
  | { readonly state: "failed"; readonly reason: string; readonly physicalId?: string };

/**
 * Makes resources of some types real. Every step is idempotent by its token: the engine may ask twice after a crash.
 * An update that the specification calls a replacement never comes here: the engine creates anew and deletes the old.
 */
export interface ResourceProvider {
  readonly types: readonly string[];
  create(request: ResourceRequest): Step | Promise<Step>;
  update(request: UpdateRequest): Step | Promise<Step>;
  delete(request: ExistingRequest): Step | Promise<Step>;
  /** Asked until a pending create, update or delete is done. */
  check?(request: ExistingRequest, action: "create" | "update" | "delete"): Step | Promise<Step>;
  /** The resource as it is, whoever made it; undefined when it is gone. Types without it are not imported and not checked for drift. */
  read?(request: ExistingRequest): Live | undefined | Promise<Live | undefined>;
}

/** One call that has been read and not yet been run. */
export interface WireCall {
  /** The SigV4 signing name. */
  readonly service: string;
  /** Its name in the API; of a REST request that is none, method and URL with a space between. */
  readonly operation: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly trace: Trace;
}

/** Lets a call pass, delays it, refuses it by throwing a ServiceError, or spoils its connection. */
export type Interceptor = (call: WireCall) => void | Promise<void>;

/** What gworld's help says of a part: the service's name, and in a phrase what of it is real. */
export interface About {
  readonly service: string;
  readonly does: string;
  /** What the AWS CLI calls it, where that is neither its name nor the one that requests are signed with. */
  readonly cli?: string;
}

/** A connection whose request asks to leave HTTP. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** What came right after the request. */
  readonly head: Buffer;
}

/** One service of the local cloud: what it answers on the wire, what it makes for stacks, what it runs. */
export interface Part {
  /** Every part that answers AWS calls has it. */
  readonly about?: About;
  readonly services: readonly Service[];
  readonly resources: readonly ResourceProvider[];
  /** Answers under `/_gworld/<name>`: JSON in, JSON out, for what no AWS API tells or does. */
  readonly admin?: Readonly<Record<string, (input: JsonObject) => Json | Promise<Json>>>;
  /** Sees every AWS call of every part before its operation runs. */
  readonly intercept?: Interceptor;
  /** Takes the WebSockets of a path; false for one that is refused. */
  readonly webSockets?: { readonly path: RegExp; readonly take: (upgrade: Upgrade) => boolean };
  /** Takes up what was running when the state was last written. */
  start?(): Promise<void>;
  stop?(): Promise<void>;
}

/** What every part is given. */
export interface Ground {
  readonly account: string;
  /** The endpoint's own address, known once it listens. */
  readonly endpoint: () => string;
  readonly dir: string;
  readonly clock: LocalClock;
  readonly store: Store;
  /** Multiplies realistic durations; 0 = instant. It may change while the cloud runs: read it where time is spent. */
  readonly timeScale: number;
  /** What the spread of durations is drawn from; 0 when nothing is said. */
  readonly timeSeed?: number;
}
