const NOT_IMPLEMENTED = /^(\w+) compression not implemented$/;

/** The name of the codec for want of which kafkajs could not read a batch; undefined for other errors. */
export const missingCodecOf = (error: Error): string | undefined => NOT_IMPLEMENTED.exec(error.message)?.[1];
