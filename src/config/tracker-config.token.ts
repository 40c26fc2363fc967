/** Injects the TrackerConfig. */
export const TRACKER_CONFIG = Symbol('TRACKER_CONFIG');
