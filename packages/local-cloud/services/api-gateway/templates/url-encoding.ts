// `$util.urlEncode` and `$util.urlDecode`: java.net.URLEncoder and URLDecoder with UTF-8.

const upper = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;

/** A blank is `+`; letters, digits and `. - * _` stay; everything else is `%XX`. A lone surrogate is Java's `?`. */
export const urlEncode = (text: string): string =>
  encodeURIComponent(text.isWellFormed() ? text : text.replaceAll(loneSurrogate, "?"))
    .replaceAll(/[!'()~]/g, upper)
    .replaceAll("%20", "+");

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Throws a URIError for a broken percent sequence, where Java throws an IllegalArgumentException. */
export const urlDecode = (text: string): string => decodeURIComponent(text.replaceAll("+", "%20"));
