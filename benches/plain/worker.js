// The plain viewer, which Trailglass is measured beside: what is quick to write with what a browser brings, and as fast as that can be. The browser inflates and
// parses, each event is an object, and a query goes through all of them.
const events = [];

const tests = {
  name:
    ([name]) =>
    (event) =>
      event.eventName === name,
  three:
    ([name, region]) =>
    (event) =>
      event.eventName === name && event.errorCode !== undefined && event.awsRegion === region,
  path:
    ([member, value]) =>
    (event) =>
      event.requestParameters?.[member] === value,
  text:
    ([text]) =>
    (event) =>
      JSON.stringify(event).includes(text),
};

async function load(files) {
  for (const file of files) {
    const packed = file.stream();
    const text = file.name.endsWith('.gz') ? packed.pipeThrough(new DecompressionStream('gzip')) : packed;
    const document = JSON.parse(await new Response(text).text());
    events.push(...document.Records);
  }
  events.sort((one, other) => (one.eventTime < other.eventTime ? -1 : Number(one.eventTime > other.eventTime)));
  return events.length;
}

/** What one answer has to show: how many match, a histogram by hour, and how often the values of three fields occur. */
function query(kind, values) {
  const matching = events.filter(tests[kind](values));
  const [hours, names, regions, callers] = [new Map(), new Map(), new Map(), new Map()];
  const count = (counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const event of matching) {
    count(hours, event.eventTime.slice(0, 13));
    count(names, event.eventName);
    count(regions, event.awsRegion);
    count(callers, event.userIdentity?.arn);
  }
  return matching.length;
}

self.onmessage = async ({ data }) => {
  try {
    const began = performance.now();
    const count = data.load === undefined ? query(data.query, data.values) : await load(data.load);
    postMessage({ milliseconds: performance.now() - began, count });
  } catch (error) {
    postMessage({ failed: String(error) });
  }
};
