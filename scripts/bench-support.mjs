// What the benchmarks in a browser share: made-up events, and how much memory a browser takes.
import { readdirSync, readFileSync } from 'node:fs';

/** An event like those of a busy account: about 1,400 bytes, every id and time its own. */
export function event(number) {
  const time = new Date(Date.UTC(2024, 2, 1) + number * 250).toISOString().replace(/\.\d+Z/, 'Z');
  const hex = number.toString(16).padStart(12, '0');
  return JSON.stringify({
    eventVersion: '1.08',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLE:i-${hex}`,
      arn: `arn:aws:sts::111122223333:assumed-role/worker/i-${hex}`,
      accountId: '111122223333',
      accessKeyId: `ASIA${hex.toUpperCase()}`,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAEXAMPLE',
          arn: 'arn:aws:iam::111122223333:role/worker',
          accountId: '111122223333',
          userName: 'worker',
        },
        attributes: { creationDate: time, mfaAuthenticated: 'false' },
      },
    },
    eventTime: time,
    eventSource: 's3.amazonaws.com',
    eventName: ['GetObject', 'PutObject', 'HeadObject', 'ListObjects'][number % 4],
    awsRegion: 'us-east-1',
    sourceIPAddress: `10.0.${number % 256}.${(number >> 8) % 256}`,
    userAgent: '[aws-sdk-java/2.20.1 Linux/5.10 OpenJDK_64-Bit_Server_VM/17.0.6 Java/17.0.6 exec-env/AWS_ECS_FARGATE]',
    requestParameters: {
      bucketName: `media-${number % 40}`,
      Host: 's3.us-east-1.amazonaws.com',
      key: `in/2024/03/${number % 31}/clip-${hex}.mp4`,
    },
    responseElements: null,
    additionalEventData: {
      SignatureVersion: 'SigV4',
      CipherSuite: 'ECDHE-RSA-AES128-GCM-SHA256',
      bytesTransferredIn: 0,
      bytesTransferredOut: number % 100_000,
    },
    requestID: hex.toUpperCase().padStart(16, '9'),
    eventID: `9d1e7c55-4a10-4b7e-9b7d-${hex}`,
    readOnly: number % 4 !== 1,
    resources: [
      { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::media-${number % 40}/in/clip-${hex}.mp4` },
      { accountId: '111122223333', type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::media-${number % 40}` },
    ],
    eventType: 'AwsApiCall',
    managementEvent: false,
    recipientAccountId: '111122223333',
    eventCategory: 'Data',
  });
}

/** The memory of all processes below this one, in bytes; what several of them share is counted once. */
export function memoryOfBrowser() {
  const parents = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      parents.set(Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const isBelow = (pid) => parents.get(pid) === process.pid || (parents.has(pid) && isBelow(parents.get(pid)));
  let kilobytes = 0;
  for (const pid of parents.keys()) {
    if (!isBelow(pid)) continue;
    try {
      kilobytes += Number(/^Pss: +(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      // It has ended meanwhile.
    }
  }
  return kilobytes * 1024;
}
