// What an installed page needs and a page in a tab can do without: the service worker, and files that the operating
// system opens with it.

// So long after the page is there, in milliseconds: whoever drops files at once has the processor for them.
const patience = 3000;

addEventListener('load', () => {
  if (!('serviceWorker' in navigator)) return;
  const whenIdle = globalThis.requestIdleCallback ?? ((register) => register());
  // Where the browser does not allow it, as in a private window, the page works with the network only.
  const register = () => navigator.serviceWorker.register('./service-worker.js').catch(() => {});
  setTimeout(() => whenIdle(register), patience);
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
