import { Aws } from "aws-cdk-lib";

type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
type Principal = "*" | Readonly<Record<string, string | readonly string[]>>;

/** One statement of an IAM policy as IAM writes it. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: Principal;
  readonly Action: readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Conditions;
}

const statement =
  (Effect: "Allow" | "Deny") =>
  (Action: readonly string[], Resource: string | readonly string[], Condition?: Conditions): Statement => ({
    Effect,
    Action,
    Resource,
    ...(Condition && { Condition }),
  });

export const allow = statement("Allow");
export const deny = statement("Deny");

/** The same permissions for requests that the named service makes for the caller, and for no others. Denials stay whole. */
export const onlyThrough = (service: string, statements: readonly Statement[]): readonly Statement[] =>
  statements.map((statement) =>
    statement.Effect === "Deny"
      ? statement
      : {
          ...statement,
          Condition: { ...statement.Condition, "ForAnyValue:StringEquals": { "aws:CalledVia": service } },
        },
  );

/** For resource policies: the same statement for somebody. */
export const to = (Principal: Principal, statement: Statement): Statement => ({ ...statement, Principal });

export const policyDocument = (statements: readonly Statement[]) => ({ Version: "2012-10-17", Statement: statements });

/** Lets an AWS service take a role. */
export const servicePrincipal = (service: string, Condition?: Conditions) =>
  policyDocument([
    { Effect: "Allow", Principal: { Service: service }, Action: ["sts:AssumeRole"], ...(Condition && { Condition }) },
  ]);

/** On behalf of this account only: no confused deputy. For services that say for whom they act. */
export const ownAccount = { "aws:SourceAccount": Aws.ACCOUNT_ID };

/** Refuses what does not come over TLS 1.2 or newer. */
export const tlsOnly = (resources: readonly string[], action: string): readonly Statement[] => [
  { Sid: "DenyPlaintext", ...to("*", deny([action], resources, { Bool: { "aws:SecureTransport": "false" } })) },
  { Sid: "DenyOldTls", ...to("*", deny([action], resources, { NumericLessThan: { "s3:TlsVersion": "1.2" } })) },
];
