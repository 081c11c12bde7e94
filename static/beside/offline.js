// What an installed page needs and a page in a tab can do without: the service worker, and files that the operating
// system opens with it.

// So long after the page is there, in milliseconds: whoever drops files at once has the processor for them.
const patience = 3000;

/** Whether this page would come up without the network. */
let isKept = false;

async function register() {
  // While the page is developed, what is kept would be the build of before the edit.
  if (document.documentElement.dataset.build === 'development') return;
  try {
    await navigator.serviceWorker.register('./service-worker.js');
    await navigator.serviceWorker.ready;
    isKept = true;
  } catch {
    // Not allowed, as in a private window, or no room: the page works with the network only, and says so without it.
  }
}

addEventListener('load', () => {
  const whenIdle = globalThis.requestIdleCallback ?? ((register) => register());
  setTimeout(() => whenIdle(register), patience);
});

addEventListener('offline', () => {
  if (isKept || document.querySelector('[data-testid=offline-note]')) return;
  const note = document.createElement('p');
  note.className = 'note-beside';
  note.dataset.testid = 'offline-note';
  note.setAttribute('role', 'status');
  document.body.append(note);
  // Put in after the region is there, so that it is announced.
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
