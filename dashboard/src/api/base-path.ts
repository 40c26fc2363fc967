const said = document.querySelector<HTMLMetaElement>('meta[name="base-path"]')?.content ?? '';

/** The path under which the server is served, as it says in the page; empty at the root of its host. */
export const BASE_PATH = `${window.location.pathname}/`.startsWith(`${said}/`) ? said : '';
