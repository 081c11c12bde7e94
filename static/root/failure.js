// Reports in words when the page cannot start, has stopped or lacks something, with what a bug report needs. It is a script
// of its own, because a program that has panicked draws nothing any more. The report holds no text of a log: of a panic it
// gives the place, not the message.

function hasSimd() {
  // (module (func (result v128) i32.const 0 i8x16.splat)): valid where there is SIMD.
  const module = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11];
  return typeof WebAssembly === 'object' && WebAssembly.validate(new Uint8Array(module));
}

const PlainWorker = globalThis.Worker;

function allowsWorkers() {
  const address = URL.createObjectURL(new Blob([''], { type: 'text/javascript' }));
  try {
    new PlainWorker(address, { type: 'module' }).terminate();
    return true;
  } catch {
    return false;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** What the page cannot do without and does not have, and what to do about it. */
function whatIsMissing() {
  if (typeof WebAssembly !== 'object')
    return {
      what: 'This browser has no WebAssembly, or it is turned off',
      next: 'Trailglass is a program in WebAssembly. Strict modes turn it off, such as Lockdown Mode or the highest level of Tor Browser: allow it for this site, or open the page in another browser.',
    };
  if (!hasSimd())
    return {
      what: 'This browser has no WebAssembly with SIMD',
      next: 'Trailglass needs it. A current Chrome, Edge, Firefox or Safari has it.',
    };
  if (!allowsWorkers())
    return {
      what: 'This browser, or one of its extensions, blocks workers',
      next: 'Trailglass reads files in workers. Allow scripts for this site in the extension, or open the page in a window without extensions or in another browser.',
    };
  return undefined;
}

const stopped = {
  what: 'The page has stopped',
  next: 'Reload it and give it the files again. If it stops once more, this report helps those who mend it; nothing of your logs is in it.',
};

const withoutWorkers = {
  what: 'The program did not start in its workers',
  next: 'Reload the page: its files may have been replaced while it was open. If that does not help, an extension or a proxy may block them; who hosts the page can see whether the server still has them.',
};

function report(error) {
  const build = document.querySelector('meta[name=trailglass-program]')?.content;
  const functions = `${error?.stack ?? ''}`.match(/wasm-function\[\d+\](:0x[0-9a-f]+)?/g)?.slice(0, 12) ?? [];
  return [
    `build: ${build}`,
    `panicked at: ${globalThis.trailglassPanic ?? 'not a panic'}`,
    `kind: ${error?.name ?? 'unknown'}`,
    `stack: ${functions.join(' ')}`,
    `browser: ${navigator.userAgent}`,
    `cores: ${navigator.hardwareConcurrency}, memory: ${navigator.deviceMemory ?? 'unknown'} GB`,
  ].join('\n');
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Copies the text of an element, or selects it where the browser does not let the page write to the clipboard. */
async function copyFrom(text) {
  try {
    // Over plain http there is no clipboard.
    await navigator.clipboard.writeText(text.textContent);
  } catch {
    getSelection().selectAllChildren(text);
    text.focus();
  }
}

let isReported = false;

function showFailure(error, otherwise = stopped) {
  if (isReported) return;
  isReported = true;
  const { what, next } = whatIsMissing() ?? otherwise;
  const diagnostics = report(error);
  const text = element('pre', { textContent: diagnostics, tabIndex: 0 });
  const copy = element('button', {
    className: 'button',
    textContent: 'Copy the report',
    onclick: () => copyFrom(text),
  });
  const reload = element('button', {
    className: 'button is-primary',
    textContent: 'Reload the page',
    onclick: () => location.reload(),
  });
  const dialog = element(
    'dialog',
    { className: 'sheet failure-sheet' },
    element('h2', { textContent: what }),
    element('p', { textContent: next }),
    text,
    element('p', { className: 'failure-buttons' }, reload, copy),
  );
  dialog.dataset.testid = 'failure';
  dialog.setAttribute('aria-label', what);
  document.body.append(dialog);
  dialog.showModal();
}

/** Only what stops the program: a picture that does not load, or an extension's mistake, stops nothing. */
function isFatal(error) {
  return (
    error instanceof WebAssembly.RuntimeError ||
    error instanceof WebAssembly.CompileError ||
    error instanceof WebAssembly.LinkError
  );
}

/** Shows a message at the lower edge of the page, and lets it go on. */
function showToast(name, words) {
  const note = element('p', { className: 'toast' });
  note.dataset.testid = name;
  note.setAttribute('role', 'status');
  document.body.append(note);
  // Screen readers announce text that is added to a live region, so the region comes first.
  note.append(words);
  return note;
}

/** Some browsers and their extensions stop a worker without an error. */
function warnOfSilence() {
  return showToast(
    'silence-note',
    'The workers that read files have not started in half a minute. If the connection is slow, wait; else reload the page, or open it where no extension blocks workers.',
  );
}

/** Why settings cannot be stored; undefined where they can. */
function whyNothingIsStored() {
  const key = 'trailglass:room';
  try {
    localStorage.setItem(key, 'x'.repeat(1000));
    localStorage.removeItem(key);
    return undefined;
  } catch (error) {
    return error.name === 'QuotaExceededError'
      ? 'This browser has no room left for this page. Columns, zone and saved views last as long as the tab: delete the data of this site in the browser’s settings, or keep a link, which holds the view. '
      : 'This browser keeps nothing for this page, as in some private windows. Columns, zone and saved views last as long as the tab: allow the site to keep data, or keep a link, which holds the view. ';
  }
}

function warnOfStorage() {
  const why = whyNothingIsStored();
  if (!why) return;
  const note = showToast('storage-note', why);
  note.append(element('button', { className: 'button is-small', textContent: 'Close', onclick: () => note.remove() }));
}

/** Watches whether the program starts in its workers; the first of them is the engine, which all need. */
function watchWorkers() {
  if (typeof Worker !== 'function') return;
  let [nStarted, nFailed] = [0, 0];
  globalThis.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      const isEngine = nStarted === 0;
      nStarted += 1;
      let note;
      const timer = isEngine && setTimeout(() => (note = warnOfSilence()), 30_000);
      const onFirst = ({ type }) => {
        this.removeEventListener('message', onFirst);
        this.removeEventListener('error', onFirst);
        clearTimeout(timer);
        note?.remove();
        nFailed += type === 'error' ? 1 : 0;
        if (type === 'error' && (isEngine || nFailed === nStarted)) showFailure(undefined, withoutWorkers);
      };
      this.addEventListener('message', onFirst);
      this.addEventListener('error', onFirst);
    }
  };
}

if (!hasSimd()) {
  addEventListener('DOMContentLoaded', () => showFailure());
} else {
  addEventListener('error', ({ error }) => isFatal(error) && showFailure(error));
  addEventListener('unhandledrejection', ({ reason }) => isFatal(reason) && showFailure(reason));
  watchWorkers();
  addEventListener('DOMContentLoaded', warnOfStorage);
}
