import { mkdtempSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Ground, Part } from "../../src/local/resource.ts";
import { type ServeOptions, serveParts } from "../../src/local/server.ts";

/** A folder that is gone when its owner says so. */
export function tempFolder() {
  const dir = mkdtempSync(join(tmpdir(), "gworld-local-"));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** A folder that is gone after the test. */
export function folder(): string {
  const { dir, remove } = tempFolder();
  onTestFinished(remove);
  return dir;
}

/** Parts behind a port of their own until the test is over. */
export async function serving(build: (ground: Ground) => readonly Part[], options: Partial<ServeOptions> = {}) {
  const server = await serveParts(build, { dir: folder(), ...options });
  onTestFinished(() => server.stop());
  return server;
}

/** Headers that make a request pass as signed for a service. */
export const signedFor = (scope: string, region = "us-east-1") => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/${region}/${scope}/aws4_request, SignedHeaders=host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7`,
});

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** One plain HTTP request, with any header: what no SDK would send must be answered too. */
export const ask = (url: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(
      url,
      { method: body === undefined ? "GET" : "POST", headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const { statusCode = 0, headers } = response;
          resolve({ status: statusCode, headers, body: Buffer.concat(chunks).toString("utf8") });
        });
      },
    );
    request.on("error", reject);
    request.end(body);
  });

export const form = { "content-type": "application/x-www-form-urlencoded" };
