// Serves the site's own files when the network is off, and nothing else ever.
//
// The build writes the list of files, and a version that changes with any of them, into the next line
// (scripts/seal-page.mjs). All files of a version are fetched together and kept until no page of that version is open:
// a page that starts a worker late gets the one it was built with.
const site = { version: '', files: [] };

const scope = self.registration.scope;
const prefix = `trailglass ${scope} `;
const cacheName = prefix + site.version;
const addresses = new Set(site.files.map((file) => new URL(file, scope).href));
const pageAddress = new URL('index.html', scope).href;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => Promise.all([...addresses].map((address) => keep(cache, address)))));
});

async function keep(cache, address) {
  // From the server, not from the browser's own cache: an old file under an unchanged name would stay for ever.
  const answer = await fetch(address, { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`${address} was answered with ${answer.status}.`);
  // Where a host leads from index.html to the folder, the answer is marked as redirected, and no browser opens such a one.
  await cache.put(address, answer.redirected ? new Response(answer.body, answer) : answer);
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
  if (method !== 'GET' || !addresses.has(own)) return;
  event.respondWith(caches.open(cacheName).then((cache) => cache.match(own)).then((kept) => kept ?? fetch(event.request)));
});
