/**
 * The starter service as JavaScript for `node -e` on Node 18 and later: text, not a function, so that no bundler or
 * coverage tool rewrites what a task runs. It has no line comments and no line that depends on its indentation.
 */
export const starterProgram = String.raw`
const proc = require('node:process');
const { randomBytes } = require('node:crypto');
const { createServer } = require('node:http');
const { scheduler } = require('node:timers/promises');
const { env, stdout } = proc;
const svc = env.GWORLD_SERVICE || 'world-management';
const where = env.GWORLD_ENV || 'local';
const seconds = Number(env.GWORLD_LOG_INTERVAL_SECONDS) || 5;
const stories = {
  'world-management': ['world advanced a tick', 'world state saved', 'events published', 'tick over its budget', 'world write lost a race, retrying'],
  'agent-runtime': ['agent perceived its surroundings', 'agent chose an action', 'agent stored a memory', 'agent step over its budget', 'agent plan was refused, replanning'],
  'llm-integration': ['prompt answered', 'answer served from cache', 'token budget refreshed', 'model latency above target', 'model throttled, retrying'],
};
const story = stories[svc] || stories['world-management'];
const log = (level, msg, facts, then) => {
  const line = { ts: (new Date).toISOString(), level, svc, env: where, ...facts, traceId: randomBytes(16).toString('hex'), msg };
  stdout.write(JSON.stringify(line) + '\n', then);
};
stdout.on('error', () => proc.exit(1));
const pages = {
  '/': () => ({ service: svc, env: where, description: 'gworld starter service: replace it with gworld release', endpoints: ['/health', '/healthz'] }),
  '/health': () => ({ status: 'ok', service: svc, env: where, uptimeSeconds: Math.floor(proc.uptime()) }),
};
pages['/healthz'] = pages['/health'];
const server = createServer((request, response) => {
  const page = pages[request.url.split('?')[0]];
  const status = page ? 200 : 404;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(page ? page() : { message: 'Not found' }));
  request.resume();
  log(page ? 'debug' : 'warn', request.method + ' ' + request.url.slice(0, 200) + ' ' + status);
});
const stopping = new AbortController();
const { signal } = stopping;
const engine = env.GWORLD_WORLD_ENGINE;
let worlds;
const stop = (name) => {
  if (signal.aborted) return;
  stopping.abort();
  server.close();
  server.closeAllConnections();
  log('info', 'stopping on ' + name, {}, () => Promise.race([worlds, worlds && scheduler.wait(2000)]).then(() => proc.exit(0)));
};
proc.on('SIGTERM', stop).on('SIGINT', stop);
server.on('error', (error) => log('error', 'cannot listen: ' + error.message, {}, () => proc.exit(1)));
server.listen(Number(env.PORT || 8080), env.HOST || '0.0.0.0', async () => {
  log('info', 'listening on port ' + server.address().port);
  if (svc === 'agent-runtime') {
    if (engine) worlds = import(engine).then((it) => it.runWorlds({ env, log, signal })).catch((error) => log('error', 'worlds do not run: ' + error.message));
    else log('info', 'runs no worlds before a gworld release');
    await worlds;
  }
  for (let beat = 0; !signal.aborted; beat += 1) {
    const at = beat % 40 === 23 ? 4 : beat % 10 === 7 ? 3 : beat % 3;
    log(['info', 'info', 'debug', 'warn', 'error'][at], story[at]);
    await scheduler.wait(seconds * 1000, { signal }).catch(() => {});
  }
});
`;
