/** An image of a private repository of ECR. */
export interface RegistryImage {
  readonly account: string;
  readonly region: string;
  readonly repository: string;
  /** Either is asked for; a name without both stands for the tag `latest`. */
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
}

/**
 * `<account>.dkr.ecr.<region>.amazonaws.com/<repository>` with a tag or a digest (ECR user guide, private registry concepts);
 * undefined for images of elsewhere.
 */
export function registryImage(name: string): RegistryImage | undefined {
  const [, account, region, repository, tag = "latest", digest] =
    /^(\d{12})\.dkr\.ecr(?:-fips)?\.([\w-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)(?::([^@]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(
      name,
    ) ?? [];
  if (account === undefined || region === undefined || repository === undefined) return undefined;
  return { account, region, repository, ...(digest === undefined ? { tag } : { digest }) };
}
