import { ServiceError } from "../service.ts";

/** What CloudFormation answers to a template or request it does not accept. */
export const invalid = (message: string) => new ServiceError("ValidationError", message);

/** The stack has no such name, or had it once and was deleted. */
export const noStack = (name: string) => invalid(`Stack [${name}] does not exist`);
