/** The cookie in which a browser keeps the token that its page was opened with. */
export const tokenCookie = 'undertone_token';
