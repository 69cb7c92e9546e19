export const text = `
An environment is one deployed copy of the system: seven CloudFormation stacks in one account and Region.

Which there are
  local, dev, staging and prod exist without any configuration. gworld.yaml changes them or adds more:

    environments:
      qa:
        preset: staging
        region: eu-central-1

Which one is meant
  --env <name> or -e <name>, else the variable GWORLD_ENV. There is no default, so that nothing reaches prod by accident.

What belongs to one
  Stacks named gworld-<env>-<part>: network, security, storage, compute, api, edge, monitoring. The edge stack is always
  in us-east-1, because CloudFront's certificates and web ACLs are.

Protected environments
  prod is protected, and any other with protected: true. Verbs that destroy also want its name: --confirm prod, or typed.

The local environment
  --env local needs no account: it is deployed to the local cloud, a background process on this machine, which starts by
  itself. See gworld help local.
`;
