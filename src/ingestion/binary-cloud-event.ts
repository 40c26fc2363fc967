import { cloudEventParser } from './cloud-event.js';
import type { UsageParser } from './parse-usage.js';

/**
 * A CloudEvent in binary mode: its attributes stand in headers, its data are all of the body.
 * @param attribute reads one of them; undefined where it is not there.
 */
export const binaryCloudEvent = (
  attribute: (name: string) => string | undefined,
  contentType: string | undefined,
  data: unknown,
): object => ({
  specversion: attribute('specversion'),
  id: attribute('id'),
  source: attribute('source'),
  type: attribute('type'),
  time: attribute('time'),
  subject: attribute('subject'),
  datacontenttype: contentType,
  data,
});

/**
 * Reads what `binaryCloudEvent` made.
 * @param prefix of the headers' names: `ce-` in HTTP, `ce_` in Kafka.
 */
export const binaryCloudEventParser = (prefix: string): UsageParser =>
  cloudEventParser((name) =>
    name === 'datacontenttype' ? 'the header content-type' : `The header ${prefix}${name}`,
  );
