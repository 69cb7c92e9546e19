/**
 * The command that goes on where an operation on an environment was cut off, as somebody would type it. Another one would do
 * something else: a deployment makes again what a destruction has deleted. `command` is what was typed, without `gworld`.
 */
export const goesOnWith = (command: string, env: string): string =>
  /^(?:deploy|destroy|rollback|scale)\b/.test(command)
    ? `gworld ${command} --env ${env}`
    : `gworld deploy --env ${env}`;
