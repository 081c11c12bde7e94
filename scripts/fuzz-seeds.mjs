#!/usr/bin/env node
// Writes the small inputs that fuzzing begins with to fuzz/seeds/<target>/. scripts/fuzz runs it.
// All of them are made up here, or are the language's own examples in tests/data.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync, gzipSync, crc32 as nativeCrc32 } from 'node:zlib';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(repository, 'fuzz', 'seeds');

function writeSeeds(target, seeds) {
  const place = join(folder, target);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  for (const [number, seed] of seeds.entries()) writeFileSync(join(place, String(number).padStart(3, '0')), seed);
}

// --- Records --------------------------------------------------------------------------------------

const record = (id, members = {}) => ({
  eventVersion: '1.08',
  eventID: id,
  eventTime: '2024-03-01T10:00:01Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  awsRegion: 'us-east-1',
  ...members,
});
const text = (value) => JSON.stringify(value);
const [a, b, c] = ['a', 'b', 'c'].map((id) => record(id));

const job = record('7ec7f858-0775-423c-8eeb-d866ca706aaa', {
  eventSource: 'elastictranscoder.amazonaws.com',
  eventName: 'CreateJob',
  sourceIPAddress: '192.0.2.17',
  errorCode: null,
  requestID: 'r-1',
  readOnly: false,
  recipientAccountId: '111122223333',
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'AROA:session',
    arn: 'arn:aws:sts::111122223333:assumed-role/coder/session',
    accessKeyId: 'ASIA1',
    sessionContext: { sessionIssuer: { userName: 'coder', arn: 'arn:aws:iam::111122223333:role/coder' } },
  },
  requestParameters: {
    pipelineId: '1409250000000-abcdef',
    input: { key: 'a.mov' },
    outputs: [{ key: 'b.mp4', presetId: '1-2' }],
  },
  responseElements: { job: { id: '1409251744000-xyzxyz', status: 'Submitted' } },
  resources: [{ ARN: 'arn:aws:s3:::b/a.mov', accountId: '111122223333' }],
});
const insight = record('i', {
  eventName: undefined,
  eventSource: undefined,
  eventType: 'AwsCloudTrailInsight',
  insightDetails: { state: 'Start', eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances' },
});
const strange = `{"eventTime":"2024-03-01T10:00:01.123456+01:00","eventName":"\\u00e9\\ud83d\\ude00\\n","eventName":1e3,"n":[0.0,-1,[],{}],"":null}`;

const logs = [
  text({ Records: [a, b] }),
  text([a, a, b]),
  text(job),
  text({ Records: [job, insight] }),
  [a, b, c].map(text).join('\n'),
  `${text(a)}\r\n{"Records":[${text(b)}]}\r\n[${text(c)}]\n`,
  `[${text(a)},\n${text(b).replace('"GetObject"', '"GetObject')},\n${text(c)}]`,
  `{"Records": [\n${text(a)},\n${text(b).replace('"eventName"', 'eventName')},\n...\n],}`,
  `[${text(a)}},1,"x",null,[${text(b)}]] junk\n${text(c)}`,
  `2024-03-01T10:00:01Z stdout F ${text(a)}\n{"message":${text(text(b))}}\n`,
  `\uFEFF${strange}`,
  text({ Events: [{ EventId: 'a', EventName: 'X', CloudTrailEvent: text(a) }], NextToken: 't' }),
  text({
    messageType: 'DATA_MESSAGE',
    logGroup: 'g',
    logEvents: [{ id: '1', timestamp: 1709287201000, message: text(a) }],
  }),
  text({ events: [{ timestamp: 1709287201000, message: text(a), ingestionTime: 1 }] }),
  text({ version: '0', 'detail-type': 'AWS API Call via CloudTrail', detail: a }),
  text({ Type: 'Notification', TopicArn: 'arn:aws:sns:x', Message: text({ Records: [a] }) }),
  text({ Messages: [{ Body: text({ Message: text(a) }), ReceiptHandle: 'r' }] }),
  text({ QueryResultRows: [[{ eventTime: '2024-03-01 10:00:01.000' }, { eventName: 'X' }, { eventID: 'a' }]] }),
  text({ digestS3Object: 'd.json.gz', digestStartTime: '2024-03-01T10:00:01Z', logFiles: [] }),
  'eventversion,useridentity,eventtime,eventsource,eventname\n' +
    '1.08,"{type=IAMUser, username=a, sessioncontext=null}",2024-03-01T10:00:01Z,s3.amazonaws.com,GetObject\n',
  'User name,Event time,Event source,Event name,Event ID\nroot,"2024-03-01T10:00:01Z",s3.amazonaws.com,"Get,""Object""",a\n',
  text({
    Records: [
      { eventVersion: '2.1', eventSource: 'aws:s3', eventTime: '2024-03-01T10:00:00Z', eventName: 'x', s3: {} },
    ],
  }),
  'time;name\n1;2\n',
  '<html>',
];

// --- Containers -----------------------------------------------------------------------------------

// Node has crc32 from version 22 on.
const table = Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum >>> 0;
});
const crc32 =
  nativeCrc32 ?? ((bytes) => ~bytes.reduce((sum, byte) => table[(sum ^ byte) & 255] ^ (sum >>> 8), -1) >>> 0);

function zip(members, { isStored = false, hasDescriptor = false } = {}) {
  const parts = members.flatMap(([name, content]) => {
    const bytes = Buffer.from(content);
    const packed = isStored ? bytes : deflateRawSync(bytes);
    const header = Buffer.alloc(30);
    header.write('PK\x03\x04\x14\0', 'latin1');
    header.writeUInt16LE(hasDescriptor ? 8 : 0, 6);
    header.writeUInt16LE(isStored ? 0 : 8, 8);
    const sizes = Buffer.alloc(12);
    for (const [at, word] of [crc32(bytes), packed.length, bytes.length].entries()) sizes.writeUInt32LE(word, 4 * at);
    if (!hasDescriptor) sizes.copy(header, 14);
    header.writeUInt16LE(name.length, 26);
    const behind = hasDescriptor ? [Buffer.from('PK\x07\x08', 'latin1'), sizes] : [];
    return [header, Buffer.from(name), packed, ...behind];
  });
  return Buffer.concat([...parts, Buffer.from('PK\x01\x02 the directory PK\x05\x06', 'latin1'), Buffer.alloc(18)]);
}

function tar(members) {
  const parts = members.flatMap(([name, content, kind = '0']) => {
    const bytes = Buffer.from(content);
    const header = Buffer.alloc(512);
    header.write(name);
    header.write('0000644\0', 100);
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write(kind, 156);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((sum, byte) => sum + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

const utf16 = (content) => Buffer.from(`\uFEFF${content}`, 'utf16le');
const small = text({ Records: [a] });
const members = [
  ['AWSLogs/1/a.json', small],
  ['b.json.gz', gzipSync(`[${text(b)}]`)],
  ['c.txt', 'words'],
  ['folder/', ''],
];
const long = logs.slice(0, 6).join('\n');
const gzips = [
  gzipSync(small),
  gzipSync(long, { level: 0 }),
  Buffer.concat([gzipSync(long.slice(0, 300)), gzipSync(''), gzipSync(long.slice(300), { level: 0 })]),
  Buffer.concat([gzipSync(small), Buffer.alloc(40)]),
  Buffer.concat([gzipSync(small), Buffer.from('\0junk')]),
  gzipSync(small).subarray(0, 60),
  // A header with an extra field, a name, a comment and a checksum.
  Buffer.concat([
    Buffer.from('1f8b081e000000000003040001020304', 'hex'),
    Buffer.from('n\0c\0ss'),
    gzipSync(small).subarray(10),
  ]),
];
// An archive whose second header is invalid, in a gzip file that ends in the middle of a block.
const brokenTar = tar([
  ['a', small],
  ['b', small],
  ['c', small],
]);
brokenTar[1024 + 3] ^= 0x55;
const twiceBroken = gzipSync(brokenTar, { level: 0 }).subarray(0, -600);

const containers = [
  twiceBroken,
  zip(members),
  zip(members, { isStored: true }),
  zip(members, { hasDescriptor: true }),
  zip(members, { isStored: true, hasDescriptor: true }),
  tar(members.slice(0, 3)),
  tar([
    ['././@LongLink', 'long/'.repeat(30), 'L'],
    ['short', small],
    ['pax', '18 path=other/name\n', 'x'],
    ['short', text(b)],
  ]),
  gzipSync(tar(members.slice(0, 2))),
  gzipSync(gzipSync(small)),
  zip([['inner.zip', zip(members.slice(0, 2), { isStored: true })]], { isStored: true }),
  utf16(small),
  utf16(long),
  gzipSync(utf16(small)),
  '',
  ...gzips,
  ...logs,
  long,
];

// --- Queries --------------------------------------------------------------------------------------

const values = ['CreateJob', 'arn:aws:iam::1:user/x', '10.1.2.3', '2014-09-29T19:29:02Z', '-4.5e3'].join('\n');
const examples = ['reading', 'matching', 'edits'].flatMap((name) => {
  const source = readFileSync(join(repository, 'tests', 'data', 'query', `${name}.toml`), 'utf8');
  const strings = [...source.matchAll(/^(?:text|clause) = ("(?:[^"\\]|\\.)*"|'[^']*')/gm)].map((match) => match[1]);
  const keys = [...source.matchAll(/^("(?:[^"\\]|\\.)*"|'[^']*') = \[/gm)].map((match) => match[1]);
  return [...strings, ...keys].map((written) => {
    if (written.startsWith("'")) return written.slice(1, -1);
    try {
      return JSON.parse(written);
    } catch {
      return written.slice(1, -1);
    }
  });
});
const queries = [...new Set(examples)].map((query) => `${query}\n${values}`);

const links = [
  'v=1&q=event:CreateJob&sort=-event,region&cols=time,event*120,requestParameters.a%252Cb',
  '#v=1&tab=jobs&jq=state:canceled&jsort=last-seen&jcols=job,state&job=elastic-transcoder/job+1',
  'v=1&t=2024-03-01T00:00:00Z..2024-03-02T00:00:00Z,2024-03-01T10:00:00Z..2024-03-01T10:05:00.25Z&zone=Europe/Berlin',
  'q=%C3%A9+%22a%22%26&event=7ec7f858-0775-423c-8eeb-d866ca706aaa&src=logs/a.json.gz&files=2.abcdefghijkl',
  'v=2&zone=local&q=%FF%&&=',
];

// --------------------------------------------------------------------------------------------------

const seeds = {
  container: containers,
  inflate: [...gzips, small, ''],
  shape: logs.filter((log) => log.startsWith('{')).map((log) => log.slice(1)),
  scan: [...logs, long],
  record: [
    ...[a, job, insight].map(text),
    strange,
    text({ a: [1, [true], null], b: '\u20ac"\\' }),
    '[1, 2.0 , {}]',
    '{a: [1,], ...}',
  ],
  query: queries,
  link: links,
};
for (const [target, inputs] of Object.entries(seeds)) writeSeeds(target, inputs);
