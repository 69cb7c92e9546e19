import { ServiceError } from "../service.ts";

/** The shapes whose query code has another name (service model of CloudWatch, `awsQueryError`). */
export const queryCodes: Readonly<Record<string, string>> = {
  DashboardInvalidInputError: "InvalidParameterInput",
  DashboardNotFoundError: "ResourceNotFound",
  InvalidFormatFault: "InvalidFormat",
  InvalidParameterCombinationException: "InvalidParameterCombination",
  InvalidParameterValueException: "InvalidParameterValue",
  LimitExceededFault: "LimitExceeded",
  MissingRequiredParameterException: "MissingParameter",
  ValidationException: "ValidationError",
};

export const invalidValue = (message: string): ServiceError =>
  new ServiceError("InvalidParameterValueException", message);
export const missing = (name: string): ServiceError =>
  new ServiceError("MissingRequiredParameterException", `The parameter ${name} is required.`);
export const badCombination = (message: string): ServiceError =>
  new ServiceError("InvalidParameterCombinationException", message);
export const invalidRequest = (message: string): ServiceError => new ServiceError("ValidationException", message);
export const invalidToken = (): ServiceError => new ServiceError("InvalidNextToken", "The next token is invalid.");
