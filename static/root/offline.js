// What only an installed page needs: the service worker, and files that the operating system opens with it.

// The service worker is registered this many milliseconds after the page has loaded, so that files dropped at once have the
// processor for themselves.
const delay = 3000;

/** Whether the page loads without the network. */
let isCached = false;

async function register() {
  // During development the cache would serve the build from before the last edit.
  if (document.documentElement.dataset.build === 'development') return;
  try {
    await navigator.serviceWorker.register('./service-worker.js');
    await navigator.serviceWorker.ready;
    isCached = true;
  } catch {
    // Refused, as in a private window, or the storage is full: the page then says so when the network is gone.
  }
}

addEventListener('load', () => {
  const whenIdle = globalThis.requestIdleCallback ?? ((register) => register());
  setTimeout(() => whenIdle(register), delay);
});

addEventListener('offline', () => {
  if (isCached || document.querySelector('[data-testid=offline-note]')) return;
  const note = document.createElement('p');
  note.className = 'toast';
  note.dataset.testid = 'offline-note';
  note.setAttribute('role', 'status');
  document.body.append(note);
  // Screen readers announce text that is added to a live region, so the region comes first.
  note.textContent =
    'The network is gone, and this browser has not kept the page. What is open goes on working, and so do new files; do not close or reload it before the network is back.';
  addEventListener('online', () => note.remove(), { once: true });
});

/** The input for files, as soon as the page has one. */
function fileInput() {
  return new Promise((resolve) => {
    const look = () => {
      const input = document.querySelector('[data-testid="file-input"]');
      if (input) resolve(input);
      return input !== null;
    };
    if (look()) return;
    const observer = new MutationObserver(() => look() && observer.disconnect());
    observer.observe(document, { subtree: true, childList: true });
  });
}

globalThis.launchQueue?.setConsumer(async ({ files = [] }) => {
  if (files.length === 0) return;
  const opened = new DataTransfer();
  for (const handle of files) opened.items.add(await handle.getFile());
  const input = await fileInput();
  input.files = opened.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
});
