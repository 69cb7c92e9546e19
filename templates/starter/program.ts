/**
 * The starter service as JavaScript for `node -e` on Node 18 and later: text, not a function, so that no bundler or
 * coverage tool rewrites what a task runs. It has no line comments and no line that depends on its indentation.
 */
export const starterProgram = String.raw`
const proc = require('node:process');
const { createHash } = require('node:crypto');
const { createServer } = require('node:http');
const { scheduler } = require('node:timers/promises');
const { env, stdout } = proc;
const svc = env.GWORLD_SERVICE || 'world-management';
const environment = env.GWORLD_ENV || 'local';
const seconds = Number(env.GWORLD_LOG_INTERVAL_SECONDS) || 5;
const stories = {
  'world-management': ['world advanced a tick', 'world state saved', 'events published', 'tick took longer than its budget', 'world write lost a race, retrying'],
  'agent-runtime': ['agent perceived its surroundings', 'agent chose an action', 'agent stored a memory', 'agent step took longer than its budget', 'agent plan was refused, replanning'],
  'llm-integration': ['prompt answered', 'answer served from cache', 'token budget refreshed', 'model latency above target', 'model throttled the request, retrying'],
};
const story = stories[svc] || stories['world-management'];
let count = 0;
const log = (level, msg, then) => {
  count += 1;
  const traceId = createHash('sha256').update([svc, env.HOSTNAME, count].join()).digest('hex').slice(0, 32);
  const line = { ts: (new Date).toISOString(), level, svc, env: environment, worldId: 'w-' + (count % 3 + 1), agentId: 'a-' + (count % 7 + 1), traceId, msg };
  stdout.write(JSON.stringify(line) + '\n', then);
};
stdout.on('error', () => proc.exit(1));
const pages = {
  '/': () => ({ service: svc, env: environment, description: 'gworld starter service: replace it with gworld release', endpoints: ['/health', '/healthz'] }),
  '/health': () => ({ status: 'ok', service: svc, env: environment, uptimeSeconds: Math.floor(proc.uptime()) }),
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
const stop = (signal) => {
  if (stopping.signal.aborted) return;
  stopping.abort();
  server.close();
  server.closeAllConnections();
  log('info', 'stopping on ' + signal, () => proc.exit(0));
};
proc.on('SIGTERM', stop).on('SIGINT', stop);
server.on('error', (error) => log('error', 'cannot listen: ' + error.message, () => proc.exit(1)));
server.listen(Number(env.PORT || 8080), env.HOST || '0.0.0.0', async () => {
  log('info', 'listening on port ' + server.address().port);
  for (let beat = 0; !stopping.signal.aborted; beat += 1) {
    const at = beat % 40 === 23 ? 4 : beat % 10 === 7 ? 3 : beat % 3;
    log(['info', 'info', 'debug', 'warn', 'error'][at], story[at]);
    await scheduler.wait(seconds * 1000, { signal: stopping.signal }).catch(() => {});
  }
});
`;
