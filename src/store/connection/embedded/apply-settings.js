// @ts-check

/** What a configuration file sets on a server; the embedded one reads none and is told once it runs. */
const SETTINGS = {
  // Of the ways to sync the log the only one that Emscripten passes on.
  wal_sync_method: 'fsync',
  // How much log a checkpoint leaves to be written over; 1 GB unless it is said.
  max_wal_size: '64MB',
  min_wal_size: '32MB',
};
/** Of PostgreSQL's GucContext and GucSource. */
const PGC_SIGHUP = 2;
const PGC_S_OVERRIDE = 11;

/** @param {import('@electric-sql/pglite').PGlite} database one that runs. */
export const applySettings = ({ Module }) => {
  const { _SetConfigOption, _free, stringToNewUTF8 } = /** @type {any} */ (Module);
  for (const setting of Object.entries(SETTINGS)) {
    const [name, value] = setting.map((text) => stringToNewUTF8(text));
    _SetConfigOption(name, value, PGC_SIGHUP, PGC_S_OVERRIDE);
    _free(name);
    _free(value);
  }
};
