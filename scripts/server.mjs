// Serves the built page on this machine, with the headers that docs/hosting.md asks of any host.
//
//   node scripts/server.mjs FOLDER        port 8080 or the next free one; PORT=9000 asks for one
//
// The journeys import `serve` and start servers of their own.
import { createReadStream, readFileSync, realpathSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { policyHeader } from './policy.mjs';

const mimeTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.gz': 'application/gzip',
};

// Takes the place of the page's service worker, whose cache would show the build of the last visit.
const noServiceWorker = `
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.registration.unregister()));
`;

const firstPort = 8080;
const portsToTry = 100;

/**
 * Starts serving `folder` on 127.0.0.1 and resolves to `{ address, close, stay }`.
 * A server does not keep its process alive unless told to `stay`, so that a journey which fails
 * before it closes one still ends.
 *
 * `port`: this port and no other; 0 for any free one; left out, 8080 or the next free one.
 * `under`: the path that the page is under, '/' or '/some/where/'; anything outside is not found.
 * `isPlain`: as a static host without settings may do: no policy but that of the page's own <meta>, no type for
 * WebAssembly, and to the folder whoever asks for its index.html.
 * `keepsNothing`: no service worker, so that a reload shows what is in the folder.
 * `moved`: where to go for names that the server sends elsewhere.
 * `hear`: called with every request.
 */
export async function serve({
  folder,
  port,
  under = '/',
  isPlain = false,
  keepsNothing = false,
  compress = false,
  moved = {},
  hear = () => {},
}) {
  // The real path, so that comparing with it also refuses links that lead out.
  const root = await realpath(folder);
  const server = createServer((request, response) => {
    hear(request);
    answer(request, response, { root, under, isPlain, keepsNothing, compress, moved }).catch(() =>
      refuse(response, 500, 'The file could not be read.'),
    );
  });
  await listen(server, port);
  server.unref();
  return {
    stay: () => server.ref(),
    address: `http://127.0.0.1:${server.address().port}${under}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

async function listen(server, port) {
  if (port !== undefined) return listenOn(server, port);
  for (let candidate = firstPort; ; candidate += 1) {
    try {
      return await listenOn(server, candidate);
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || candidate + 1 === firstPort + portsToTry) throw error;
    }
  }
}

function listenOn(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function answer(request, response, { root, under, isPlain, keepsNothing, compress, moved }) {
  response.setHeader('Cache-Control', 'no-cache');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  if (!isPlain) response.setHeader('Content-Security-Policy', policyHeader);

  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return refuse(response, 405, 'Only GET and HEAD are answered here.');
  }
  if (isPlain && request.url.endsWith('/index.html')) return response.writeHead(301, { Location: './' }).end();
  if (keepsNothing && request.url.slice(under.length) === 'service-worker.js') {
    response.setHeader('Content-Type', mimeTypes['.js']);
    return response.end(noServiceWorker);
  }
  const elsewhere = moved[request.url.slice(under.length)];
  if (elsewhere !== undefined) return response.writeHead(302, { Location: elsewhere }).end();
  const file = await fileFor(request.url, root, under);
  if (file === undefined) return refuse(response, 404, 'There is no such file.');

  const ending = path.extname(file.path);
  const isKnown = ending in mimeTypes && !(isPlain && ending === '.wasm');
  response.setHeader('Content-Type', isKnown ? mimeTypes[ending] : 'application/octet-stream');
  if (compress) {
    const bytes = gzippedOnce(file.path);
    response.setHeader('Content-Encoding', 'gzip');
    response.setHeader('Content-Length', bytes.length);
    return response.end(request.method === 'HEAD' ? undefined : bytes);
  }
  response.setHeader('Content-Length', file.size);
  if (request.method === 'HEAD') return response.end();
  // An error after the headers can only be told by ending the connection, which pipeline does.
  pipeline(createReadStream(file.path), response, () => {});
}

const gzipped = new Map();

/** As a host keeps them: compressed once, not for each visit. */
function gzippedOnce(name) {
  if (!gzipped.has(name)) gzipped.set(name, gzipSync(readFileSync(name), { level: 9 }));
  return gzipped.get(name);
}

async function fileFor(address, root, under) {
  let asked;
  try {
    asked = decodeURIComponent(address.split(/[?#]/, 1)[0]);
  } catch {
    return undefined;
  }
  if (!asked.startsWith(under) || asked.includes('\0')) return undefined;
  const inside = asked.slice(under.length);
  try {
    const real = await realpath(
      path.join(root, inside === '' || inside.endsWith('/') ? `${inside}index.html` : inside),
    );
    if (!real.startsWith(root + path.sep)) return undefined;
    const found = await stat(real);
    return found.isFile() ? { path: real, size: found.size } : undefined;
  } catch {
    return undefined;
  }
}

function refuse(response, status, sentence) {
  if (response.headersSent) return response.destroy();
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`${sentence}\n`);
}

async function main([folder]) {
  if (folder === undefined) throw new Error('Say which folder to serve: node scripts/server.mjs dist');
  const port = process.env.PORT ? Number(process.env.PORT) : undefined;
  const { address, stay } = await serve({ folder, port, keepsNothing: true });
  stay();
  console.log(`Trailglass is at ${address} (Ctrl-C stops it)`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
}

if (process.argv[1] && fileURLToPath(import.meta.url) === realpathSync(process.argv[1])) {
  main(process.argv.slice(2)).catch((error) => {
    const busy =
      error.code === 'EADDRINUSE'
        ? `Port ${error.port} is in use on this machine; set PORT to another one.`
        : error.message;
    console.error(busy);
    process.exit(1);
  });
}
