export const text = `
gworld.yaml is optional. What it does not say comes from the presets local, dev, staging and prod. gworld init writes one.

Where it is found
  --config <file>, else gworld.yaml in this folder or one above it, up to the root of the git checkout.

How values meet
  Preset, under defaults, under environments.<env>. Maps are merged key by key; lists and single values are replaced.
  gworld config show --env <env> prints every effective value with the line it comes from.

Keys
  project                       name that tags and resources carry
  defaults                      values for every environment; the same keys as below
  environments.<env>            2 to 15 of a-z and 0-9; not state, logs or bootstrap
    preset                      what a new environment starts from: local, dev, staging, prod
    account                     12 digits; other credentials are refused
    region                      home Region
    endpoint                    a custom AWS endpoint; plain http on this machine only
    protected, retainData       true or false
    network.cidr                private range, /16 to /20
    network.azs                 2 or 3
    network.zones               names of the zones, as many as azs, where the Region's first ones do not do
    network.nat                 none (wants endpoints ecr.api, ecr.dkr, logs, secretsmanager), single, perAz
    network.endpoints           list of interface endpoints, such as secretsmanager
    network.flowLogs            none, reject, all
    services.<service>          cpu, memory, min, max, cpuTarget, memoryTarget, spot (none, all, burst, half)
    redis                       nodeType, nodes, multiAz, engineVersion (5.0.6, 6.0, 6.2, 7.0, 7.1), snapshotDays
    domain                      name, hostedZoneId, certificateArn (in us-east-1)
    logs.retentionDays          one of CloudWatch Logs' numbers: 1, 3, 5, 7, 14, 30, 60, 90 ...
    containerInsights           disabled, enabled, enhanced
    tracing                     share of traced requests, 0 to 1
    waf, backups                true or false
    trail                       true or false; false where the account has a CloudTrail trail already
    priceClass                  PriceClass_100, PriceClass_200, PriceClass_All
    budget                      USD a month; 0 is none
    usage                       what gworld cost assumes of a month; gworld config show lists its keys
    alarmEmail                  where alarms go
    github.repository           owner/name whose workflows may deploy, as the subject of its OIDC tokens has it
  local.dir, local.port         folder and port of the local cloud

Services are world-management, agent-runtime and llm-integration.

Checking
  gworld config validate names every problem with its line and column. gworld config schema prints a JSON Schema:
  with "# yaml-language-server: $schema=gworld.schema.json" as first line, editors complete and check the file.

Example
    project: town
    defaults:
      region: eu-central-1
    environments:
      prod:
        account: "123456789012"
        services:
          agent-runtime: { cpu: 4096, memory: 8192, min: 4 }
`;
