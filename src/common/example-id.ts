/** The id of a pattern in examples of the API's description. */
export const EXAMPLE_ID = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
