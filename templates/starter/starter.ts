import { starterProgram } from "./program.ts";

/** A public image with Node and nothing of ours: a first deploy has no application image to push. */
export const starterImage = "public.ecr.aws/docker/library/node:24.11.0-alpine3.22";

/** The port the starter listens on when PORT does not say otherwise. */
export const starterPort = 8080;

/** The container command: the whole service as an argument. Indentation goes, for the template's size. */
export const starterCommand = (): readonly string[] => [
  "node",
  "-e",
  starterProgram
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n"),
];

/** What the starter reads of its environment; HOST and PORT are the platform's to set. */
export const starterEnvironment = (service: string, environment: string) => ({
  GWORLD_SERVICE: service,
  GWORLD_ENV: environment,
});

/** A container health check without curl, which slim images lack: a refused or unhealthy answer ends node with 1. */
export const starterHealthCheck: readonly string[] = [
  "CMD",
  "node",
  "-e",
  `const{env}=require('node:process');fetch('http://127.0.0.1:'+(env.PORT||${starterPort})+'/health').then(r=>{if(!r.ok)throw Error(r.status)})`,
];
