/** The cookie with the token with which a browser opened the dashboard. */
export const tokenCookie = 'undertone_token';
