// What an installed page needs and a page in a tab can do without: the service worker, and files that the operating
// system opens with it.

// After the first screen, whose files have come over the same line.
addEventListener('load', () => {
  if (!('serviceWorker' in navigator)) return;
  const whenIdle = globalThis.requestIdleCallback ?? ((register) => setTimeout(register, 1000));
  whenIdle(() => {
    // Where the browser does not allow it, as in a private window, the page works with the network only.
    navigator.serviceWorker.register('./service-worker.js').catch(() => {});
  });
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
