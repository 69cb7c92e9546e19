declare const GWORLD_VERSION: string | undefined;
declare const GWORLD_TEMPLATES: string | undefined;

/** The version of this build; builds replace the constant. */
export const version = typeof GWORLD_VERSION === "string" ? GWORLD_VERSION : "0.0.0-source";

/** Identity of the template sources and of the CDK in this build. Undefined when run from source, where nothing is cached. */
export const templatesId = typeof GWORLD_TEMPLATES === "string" ? GWORLD_TEMPLATES : undefined;
