import { bucketOf } from "./bucket.ts";
import { checkLifecycle } from "./lifecycle-rules.ts";
import { ownerOf } from "./list-objects.ts";
import { checkTags } from "./object-headers.ts";
import { tagsIn } from "./object-tags.ts";
import { malformedXml, refuse, unsupported } from "./refuse.ts";
import { xml, type Answer, type Route, type S3, type S3Operation } from "./s3.ts";
import { document, element, leaf, parseXml } from "./xml.ts";
import { textBody } from "./xml-body.ts";

/** A configuration of a bucket: what is read when it was never set, and whether it can be set here. */
interface Setting {
  readonly name: string;
  readonly root: string;
  /** The document that stands for "not set", or the error. */
  readonly absent: string | readonly [code: string, message: string];
  /** Left out where keeping it would promise something that does not happen. */
  readonly kept?: "put" | "put and delete";
}

const aes256 = document(
  "ServerSideEncryptionConfiguration",
  element(
    "Rule",
    element("ApplyServerSideEncryptionByDefault", leaf("SSEAlgorithm", "AES256")),
    leaf("BucketKeyEnabled", false),
  ),
);

/** Settings by their subresource. They are kept and answered; rules over time and access are not carried out. */
export const settings: ReadonlyMap<string, Setting> = new Map(
  Object.entries({
    accelerate: {
      name: "BucketAccelerateConfiguration",
      root: "AccelerateConfiguration",
      absent: document("AccelerateConfiguration"),
    },
    cors: {
      name: "BucketCors",
      root: "CORSConfiguration",
      absent: ["NoSuchCORSConfiguration", "The CORS configuration does not exist"],
      kept: "put and delete",
    },
    encryption: {
      name: "BucketEncryption",
      root: "ServerSideEncryptionConfiguration",
      absent: aes256,
      kept: "put and delete",
    },
    lifecycle: {
      name: "BucketLifecycleConfiguration",
      root: "LifecycleConfiguration",
      absent: ["NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"],
      kept: "put and delete",
    },
    logging: {
      name: "BucketLogging",
      root: "BucketLoggingStatus",
      absent: document("BucketLoggingStatus"),
      kept: "put",
    },
    "object-lock": {
      name: "ObjectLockConfiguration",
      root: "ObjectLockConfiguration",
      absent: ["ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket"],
    },
    ownershipControls: {
      name: "OwnershipControls",
      root: "OwnershipControls",
      absent: ["OwnershipControlsNotFoundError", "The bucket ownership controls were not found"],
      kept: "put and delete",
    },
    publicAccessBlock: {
      name: "PublicAccessBlock",
      root: "PublicAccessBlockConfiguration",
      absent: ["NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"],
      kept: "put and delete",
    },
    replication: {
      name: "BucketReplication",
      root: "ReplicationConfiguration",
      absent: ["ReplicationConfigurationNotFoundError", "The replication configuration was not found"],
    },
    requestPayment: {
      name: "BucketRequestPayment",
      root: "RequestPaymentConfiguration",
      absent: document("RequestPaymentConfiguration", leaf("Payer", "BucketOwner")),
    },
    tagging: {
      name: "BucketTagging",
      root: "Tagging",
      absent: ["NoSuchTagSet", "The TagSet does not exist"],
      kept: "put and delete",
    },
    website: {
      name: "BucketWebsite",
      root: "WebsiteConfiguration",
      absent: ["NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"],
    },
  } satisfies Record<string, Setting>),
);

const verbs: Readonly<Record<string, string>> = { GET: "Get", PUT: "Put", DELETE: "Delete" };

/** What the operations of settings are called. */
export const settingRoutes: readonly Route[] = [...settings.keys()].flatMap((subresource) =>
  Object.keys(verbs).flatMap((method) => settingRoute(method, subresource) ?? []),
);

/** How GET, PUT and DELETE of a setting are answered; undefined where there is no such setting. */
export function settingRoute(method: string, subresource: string): Route | undefined {
  const setting = settings.get(subresource);
  const verb = verbs[method];
  if (setting === undefined || verb === undefined) return undefined;
  const run = settingOperation(method, subresource, setting);
  return { name: `${verb}${setting.name}`, ...(run === undefined ? {} : { run }) };
}

function settingOperation(method: string, subresource: string, setting: Setting): S3Operation | undefined {
  if (method === "GET") return (s3, request) => read(bucketOf(s3, request), subresource, setting);
  if (method === "PUT" && setting.kept !== undefined)
    return async (s3, request) => {
      const body = await textBody(request);
      const root = parseXml(body);
      if (root?.name !== setting.root) throw malformedXml();
      if (subresource === "tagging") checkTags(tagsIn(root), 50);
      if (subresource === "lifecycle") checkLifecycle(root);
      set(s3, bucketOf(s3, request).name, subresource, body);
      return { status: subresource === "tagging" ? 204 : 200 };
    };
  if (method !== "DELETE" || setting.kept !== "put and delete") return undefined;
  return (s3, request) => {
    set(s3, bucketOf(s3, request).name, subresource, undefined);
    return { status: 204 };
  };
}

function read(
  { settings: kept, name }: { settings: Readonly<Record<string, string>>; name: string },
  subresource: string,
  { absent }: Setting,
): Answer {
  const found = kept[subresource];
  if (found !== undefined) return xml(found);
  if (typeof absent === "string") return xml(absent);
  throw refuse(absent[0], 404, absent[1], { BucketName: name });
}

/** Sets or forgets a setting of a bucket. */
export function set({ buckets }: Pick<S3, "buckets">, name: string, setting: string, value: string | undefined): void {
  const bucket = buckets.get(name);
  if (bucket === undefined) return;
  const { [setting]: _, ...others } = bucket.settings;
  buckets.put(name, { ...bucket, settings: value === undefined ? others : { ...others, [setting]: value } });
}

/** Nothing is ever notified here, so only the empty configuration is taken. */
export const putNotification: S3Operation = async (s3, request) => {
  bucketOf(s3, request);
  const root = parseXml(await textBody(request));
  if (root?.name !== "NotificationConfiguration") throw malformedXml();
  if (root.children.length > 0) throw unsupported("S3 PutBucketNotificationConfiguration with a destination");
  return { status: 200 };
};

export const getNotification: S3Operation = (s3, request) => {
  bucketOf(s3, request);
  return xml(document("NotificationConfiguration"));
};

/** The owner has everything: the one list there is where lists are off. */
export const getAcl: S3Operation = (s3, request) => {
  bucketOf(s3, request);
  const grantee = `<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">${leaf("ID", s3.account.padStart(64, "0")) ?? ""}</Grantee>`;
  return xml(
    document(
      "AccessControlPolicy",
      ownerOf(s3),
      element("AccessControlList", element("Grant", grantee, leaf("Permission", "FULL_CONTROL"))),
    ),
  );
};

export const putAcl: S3Operation = async (s3, request) => {
  bucketOf(s3, request);
  throw refuse("AccessControlListNotSupported", 400, "The bucket does not allow ACLs");
};
