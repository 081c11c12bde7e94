// Serves the site's own files from a cache, and nothing else.
//
// A release build replaces the next line (scripts/finish-release.mjs): `files` are cached at the first visit and `later` when
// they are first requested, each with the SHA-256 of its content; `version` changes with any of them. The files of a version
// stay cached together until no page of that version is open, so a page that starts a worker late gets the one it was built
// with. If a file has another content, such as an old copy from a proxy, nothing of the version is cached, and the browser
// tries again at the next visit.
const site = { version: '', files: {}, later: {} };

const scope = self.registration.scope;
const prefix = `trailglass ${scope} `;
const cacheName = prefix + site.version;
const byAddress = (files) =>
  new Map(Object.entries(files).map(([name, digests]) => [new URL(name, scope).href, digests]));
const first = byAddress(site.files);
const later = byAddress(site.later);
const pageAddress = new URL('index.html', scope).href;

self.addEventListener('install', (event) => event.waitUntil(install()));

async function install() {
  const cache = await caches.open(cacheName);
  try {
    // From the server and not from the browser's HTTP cache, which may hold an old file of the same name.
    await Promise.all(
      [...first].map(async ([address, digests]) =>
        store(cache, address, digests, await fetch(address, { cache: 'no-cache' })),
      ),
    );
  } catch (error) {
    await caches.delete(cacheName);
    throw error;
  }
}

async function store(cache, address, digests, response) {
  if (!response.ok) throw new Error(`${address} was answered with ${response.status}.`);
  const content = await response.clone().arrayBuffer();
  if (!digests.includes(await digestOf(content)))
    throw new Error(`${address} was answered with the file of another build.`);
  // Where a host redirects index.html to the folder, the response is marked so, and browsers refuse it for a navigation.
  await cache.put(address, response.redirected ? new Response(content, response) : response);
}

async function digestOf(content) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

self.addEventListener('activate', (event) => {
  const isOld = (name) => name.startsWith(prefix) && name !== cacheName;
  const removed = caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name))));
  event.waitUntil(removed.then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const [address] = url.split(/[?#]/);
  const own = address === scope ? pageAddress : address;
  // Other files of the host, such as logs for `#src=`, are fetched without the cache.
  if (method !== 'GET' || !(first.has(own) || later.has(own))) return;
  event.respondWith(answer(event, own));
});

async function answer(event, own) {
  const cache = await caches.open(cacheName);
  const cached = await cache.match(own);
  if (cached) return cached;
  const response = await fetch(event.request);
  if (later.has(own) && response.ok) {
    // A file that could not be cached is fetched again the next time.
    event.waitUntil(store(cache, own, later.get(own), response.clone()).catch(() => {}));
  }
  return response;
}
