/** What the local cloud is signed with. It checks the form of a signature, not who made it, so these are no secret. */
export const localCredentials = { accessKeyId: "gworld-local", secretAccessKey: "gworld-local" } as const;
