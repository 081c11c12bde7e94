// The page of the plain viewer: hands files and questions to its one worker. `viewer` is for scripts/bench.mjs.
const worker = new Worker('worker.js');

function ask(question) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.failed === undefined ? resolve(data) : reject(new Error(data.failed)));
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(question);
  });
}

window.viewer = {
  load: () => ask({ load: [...document.getElementById('files').files] }),
  query: (kind, values) => ask({ query: kind, values }),
};
