// Made-up logs to give to the page, in whatever browser.
import { gzipSync } from 'node:zlib';

const firstMoment = Date.parse('2024-03-01T10:00:00Z');

/** A record of CloudTrail, `number` seconds after ten o'clock. `members` replace its own. */
export function event(number, members = {}) {
  return {
    eventVersion: '1.08',
    userIdentity: { type: 'IAMUser', userName: 'noor', accountId: '444455556666', accessKeyId: 'AKIATRAILGLASSMADEUP' },
    eventTime: new Date(firstMoment + number * 1000).toISOString().replace('.000', ''),
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    awsRegion: 'eu-west-1',
    sourceIPAddress: '198.51.100.4',
    userAgent: 'journey/1',
    requestParameters: { bucketName: 'media-in', key: `clip ${number}.mov` },
    responseElements: null,
    requestID: `request-${number}`,
    eventID: `event-${number}`,
    readOnly: true,
    eventType: 'AwsApiCall',
    recipientAccountId: '444455556666',
    ...members,
  };
}

/** Events 1 to `count`; `members` may be a function of the number. */
export function events(count, members = () => ({})) {
  return Array.from({ length: count }, (_, at) => event(at + 1, members(at + 1)));
}

/** An event of Elastic Transcoder. */
export function transcoding(number, eventName, requestParameters, members = {}) {
  return event(number, { eventSource: 'elastictranscoder.amazonaws.com', eventName, requestParameters, ...members });
}

/** An accepted submission of a job. */
export function submission(number, id, members = {}) {
  const request = {
    pipelineId: 'pipeline-1',
    input: { key: `rushes/${id}.mov` },
    outputs: [{ key: `${id}.mp4`, presetId: 'preset-1' }],
  };
  return transcoding(number, 'CreateJob', request, {
    responseElements: { job: { id, pipelineId: 'pipeline-1', status: 'Submitted' } },
    readOnly: false,
    ...members,
  });
}

/** A file to give to the page, from a text or from bytes. */
export function file(name, content) {
  return { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) };
}

/** A log file as CloudTrail puts it into S3, but for the gzip. */
export function log(name, records) {
  return file(name, JSON.stringify({ Records: records }));
}

export function gzipped({ name, buffer }) {
  return file(`${name}.gz`, gzipSync(buffer, { level: 1 }));
}
