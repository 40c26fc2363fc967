/** Advisory lock of everything that sets up the database: one instance at a time does. */
export const SETUP_LOCK = 8_053_001;
