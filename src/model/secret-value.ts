/** What is shown in the place of a secret. */
export const hidden = "(hidden)";

const secret = /pass(?:word|wd|phrase)|secret|token|credential|api_?key|private_?key|auth_?key|connection_?string/i;
/** Names that speak of a secret and hold where it is, not what it is. */
const reference = /(?:arn|id|name|ttl|reference|valuefrom|seconds)$/i;

/** True for a name that speaks of a secret, be it the secret itself or where it is. */
export const speaksOfSecret = (name: string) => secret.test(name);

/** True for the name of a property, a variable or a parameter whose value is a secret. */
export const isSecretName = (name: string) => speaksOfSecret(name) && !reference.test(name);
