import { v5 as uuidV5 } from 'uuid';
import { toAttributes, toJson } from './attributes.js';
import type { LogRecord, LogsRequest } from './logs-request.js';
import { type OtlpRecord, ofResource } from './otlp-record.js';

/** Under which what makes a log event itself becomes the id of its usage; never to be changed. */
const EVENTS = '8e4a6d1b-27c9-5f58-b1d3-96c0a3e57f20';

/** Counts the events of a session. */
export const SEQUENCE = 'event.sequence';

/** Claude Code's events go by short names as well. */
const LONG = 'claude_code.';
/** The body of a record names its event, or is a text for people. */
const EVENT_NAME = /^[\w./-]{1,256}$/;
const MAX_NAME = 256;

/** uuid takes text that is no Unicode for an error, a Buffer replaces it. */
const uuidOf = (text: string): string => uuidV5(Buffer.from(text), EVENTS);

const namesOf = (
  { eventName, body }: LogRecord,
  inAttributes: unknown,
): Pick<OtlpRecord, 'names' | 'name'> => {
  const said = [eventName, body?.stringValue, inAttributes].filter(
    (name): name is string => typeof name === 'string' && name !== '' && name.length <= MAX_NAME,
  );
  return {
    names: said.flatMap((name) => [name, `${LONG}${name}`]),
    name: said.find((name) => EVENT_NAME.test(name)) ?? '',
  };
};

const timeOf = ({ timeUnixNano = 0n, observedTimeUnixNano = 0n }: LogRecord): OtlpRecord['time'] =>
  timeUnixNano > 0n
    ? { field: 'timeUnixNano', nanos: timeUnixNano }
    : { field: 'observedTimeUnixNano', nanos: observedTimeUnixNano };

/**
 * The log records of a request. The id of each usage is made of everything its record says, for OTLP has
 * none; records of one request that say exactly the same are told apart by their order, unless their number in the
 * session says that it is one.
 */
export const logRecordsOf = ({ resourceLogs = [] }: LogsRequest): OtlpRecord[] => {
  const repeated = new Map<string, number>();
  const idOf = (print: string, isNumbered: boolean): string => {
    if (isNumbered) return print;
    const before = repeated.get(print) ?? 0;
    repeated.set(print, before + 1);
    return before === 0 ? print : uuidOf(`${print}/${before}`);
  };
  return resourceLogs.flatMap(({ resource, scopeLogs = [] }) => {
    const resourceAttributes = toAttributes(resource?.attributes);
    const inherited = ofResource(resourceAttributes);
    const resourcePrint = uuidOf(JSON.stringify(resourceAttributes));
    return scopeLogs.flatMap(({ scope, logRecords = [] }) => {
      const origin = uuidOf(`${resourcePrint}/${scope?.name ?? ''}`);
      return logRecords.map((record): OtlpRecord => {
        const { traceId = '', spanId = '', body } = record;
        const attributes = toAttributes(record.attributes);
        const time = timeOf(record);
        return {
          ...namesOf(record, attributes['event.name']),
          // A spread of both takes twenty times as long.
          attributes: Object.assign({}, inherited, attributes),
          traceId,
          spanId,
          time,
          says: {},
          idAs: (name) => {
            const said = [traceId, spanId, String(time.nanos), name, toJson(body), attributes, origin];
            return idOf(uuidOf(JSON.stringify(said)), attributes[SEQUENCE] !== undefined);
          },
        };
      });
    });
  });
};
