// Serves the site's own files when the network is off, and nothing else ever.
//
// The build writes into the next line (scripts/finish-release.mjs): the files that the page starts with and those that are kept
// once they have been asked for, each with the SHA-256 of its content, and a version that changes with any of them. The
// files of a version are kept together until no page of that version is open: a page that starts a worker late gets
// the one it was built with. What has another content, as an old copy that a proxy answers with, is not kept: then none
// of the version is, and the browser tries again at the next visit.
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
    // From the server, not from the browser's own cache: an old file under an unchanged name would only be refused.
    await Promise.all(
      [...first].map(async ([address, digests]) =>
        keep(cache, address, digests, await fetch(address, { cache: 'no-cache' })),
      ),
    );
  } catch (error) {
    await caches.delete(cacheName);
    throw error;
  }
}

async function keep(cache, address, digests, answer) {
  if (!answer.ok) throw new Error(`${address} was answered with ${answer.status}.`);
  const content = await answer.clone().arrayBuffer();
  if (!digests.includes(await digestOf(content)))
    throw new Error(`${address} was answered with the file of another build.`);
  // Where a host leads from index.html to the folder, the answer is marked as redirected, and no browser opens such a one.
  await cache.put(address, answer.redirected ? new Response(content, answer) : answer);
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
  // A log that the host keeps beside the viewer is none of the site's files: it is fetched as if nobody listened here.
  if (method !== 'GET' || !(first.has(own) || later.has(own))) return;
  event.respondWith(answer(event, own));
});

async function answer(event, own) {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(own);
  if (kept) return kept;
  const answer = await fetch(event.request);
  if (later.has(own) && answer.ok) {
    // One that is not kept, for its content or for want of room, is asked for again the next time.
    event.waitUntil(keep(cache, own, later.get(own), answer.clone()).catch(() => {}));
  }
  return answer;
}
