package io.midge.options;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads a URL the way Go does, which takes much that is none elsewhere, and refuses what looks like a mistake. */
final class UrlParser {
    private static final String HOST_PUNCTUATION = "-_.~!$&'()*+,;=:[]<>\"";
    private static final String USER_PUNCTUATION = "-._:~!$&'()*+,;=%@";

    private final String text;
    private final boolean absolute;

    /** Of a text; an absolute URL has no fragment, and a scheme or a path that starts at the root. */
    UrlParser(String text, boolean absolute) {
        this.text = text;
        this.absolute = absolute;
    }

    ServerUrl parse() {
        int hash = absolute ? -1 : text.indexOf('#');
        String url = hash < 0 ? text : text.substring(0, hash);
        ServerUrl parsed = withoutFragment(url);
        if (hash < 0) {
            return parsed;
        }
        String fragment = text.substring(hash);
        try {
            unescape(fragment);
        } catch (IllegalArgumentException e) {
            throw failure(text, e);
        }
        return new ServerUrl(
                parsed.scheme(), parsed.user(), parsed.password(), parsed.host(), parsed.rest() + fragment);
    }

    private ServerUrl withoutFragment(String url) {
        try {
            return parse(url);
        } catch (IllegalArgumentException e) {
            throw failure(url, e);
        }
    }

    private static IllegalArgumentException failure(String url, IllegalArgumentException why) {
        return new IllegalArgumentException("parse " + GoWords.quoted(url) + ": " + why.getMessage(), why);
    }

    private ServerUrl parse(String url) {
        if (url.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("net/url: invalid control character in URL");
        }
        if (url.isEmpty() && absolute) {
            throw new IllegalArgumentException("empty url");
        }
        int colon = schemeEnd(url);
        String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        String after = url.substring(colon + 1);
        int question = after.indexOf('?');
        String rest = question < 0 ? after : after.substring(0, question);
        String query = question < 0 ? "" : after.substring(question);
        if (!rest.startsWith("/") && !url.equals("*")) {
            if (!scheme.isEmpty()) {
                return new ServerUrl(scheme, "", SecretText.NONE, "", after);
            }
            withoutRoot(rest);
        }
        boolean authority = rest.startsWith("//") && (!scheme.isEmpty() || (!absolute && !rest.startsWith("///")));
        if (!authority) {
            unescape(rest);
            return new ServerUrl(scheme, "", SecretText.NONE, "", after);
        }
        int slash = rest.indexOf('/', 2);
        String path = slash < 0 ? "" : rest.substring(slash);
        ServerUrl parsed = authority(scheme, rest.substring(2, slash < 0 ? rest.length() : slash), path + query);
        unescape(path);
        return parsed;
    }

    private void withoutRoot(String path) {
        if (absolute) {
            throw new IllegalArgumentException("invalid URI for request");
        }
        int slash = path.indexOf('/');
        if ((slash < 0 ? path : path.substring(0, slash)).indexOf(':') >= 0) {
            throw new IllegalArgumentException("first path segment in URL cannot contain colon");
        }
    }

    /** Where the scheme ends; negative if there is none. */
    private static int schemeEnd(String url) {
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c == ':') {
                if (i == 0) {
                    throw new IllegalArgumentException("missing protocol scheme");
                }
                return i;
            }
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (i == 0 || (!isAlphanumeric(c) && c != '+' && c != '-' && c != '.'))) {
                return -1;
            }
        }
        return -1;
    }

    private static ServerUrl authority(String scheme, String authority, String rest) {
        int at = authority.lastIndexOf('@');
        String host = host(scheme, authority.substring(at + 1));
        if (at < 0) {
            return new ServerUrl(scheme, "", SecretText.NONE, host, rest);
        }
        String user = authority.substring(0, at);
        if (!user.chars().allMatch(c -> isAlphanumeric(c) || USER_PUNCTUATION.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("net/url: invalid userinfo");
        }
        int colon = user.indexOf(':');
        String name = unescape(colon < 0 ? user : user.substring(0, colon));
        SecretText password = colon < 0 ? SecretText.NONE : SecretText.of(unescape(user.substring(colon + 1)));
        return new ServerUrl(scheme, name, password, host, rest);
    }

    private static String host(String scheme, String host) {
        int bracket = host.lastIndexOf('[');
        if (bracket > 0) {
            throw new IllegalArgumentException("invalid IP-literal");
        }
        if (bracket == 0) {
            int end = host.lastIndexOf(']');
            if (end < 0) {
                throw new IllegalArgumentException("missing ']' in host");
            }
            port(host.substring(end + 1));
            String address = host.substring(1, end);
            int zone = address.indexOf("%25");
            String plain = zone < 0
                    ? unescapeHost(address, false)
                    : unescapeHost(address.substring(0, zone), false) + unescapeHost(address.substring(zone), true);
            ipv6(plain);
            return "[" + plain + "]" + host.substring(end + 1);
        }
        int colon = host.indexOf(':');
        if (colon >= 0) {
            boolean strict = scheme.equals("http") || scheme.equals("https");
            port(host.substring(strict ? colon : host.lastIndexOf(':')));
        }
        return unescapeHost(host, false);
    }

    private static void port(String port) {
        if (!port.isEmpty()
                && (port.charAt(0) != ':' || !port.substring(1).chars().allMatch(c -> c >= '0' && c <= '9'))) {
            throw new IllegalArgumentException("invalid port " + GoWords.quoted(port) + " after host");
        }
    }

    private static void ipv6(String address) {
        int zone = address.indexOf('%');
        if (zone == address.length() - 1 || !Ipv6Text.isValid(zone < 0 ? address : address.substring(0, zone))) {
            throw new IllegalArgumentException("invalid IP-literal");
        }
    }

    /** In a host percent signs are for bytes above ASCII, in the zone of an address for anything a host may have. */
    private static String unescapeHost(String text, boolean zone) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int value = hex(text, i);
                boolean allowed = zone
                        ? value == '%' || value == ' ' || isAlphanumeric(value) || HOST_PUNCTUATION.indexOf(value) >= 0
                        : value >= 0x80 || value == '%';
                if (!allowed) {
                    throw badEscape(text, i);
                }
                i += 2;
            } else if (c < 0x80 && !isAlphanumeric(c) && HOST_PUNCTUATION.indexOf(c) < 0) {
                throw new IllegalArgumentException(
                        "invalid character " + GoWords.quoted(String.valueOf(c)) + " in host name");
            }
        }
        return unescape(text);
    }

    private static String unescape(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String latin = new String(bytes, StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%') {
                out.write(hex(latin, i));
                i += 2;
            } else {
                out.write(bytes[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The byte that an escape stands for. */
    private static int hex(String text, int at) {
        int high = at + 2 < text.length() ? digit(text.charAt(at + 1)) : -1;
        int low = at + 2 < text.length() ? digit(text.charAt(at + 2)) : -1;
        if (high < 0 || low < 0) {
            throw badEscape(text, at);
        }
        return high << 4 | low;
    }

    private static int digit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static IllegalArgumentException badEscape(String text, int at) {
        return new IllegalArgumentException(
                "invalid URL escape " + GoWords.quoted(text.substring(at, Math.min(text.length(), at + 3))));
    }

    static boolean isAlphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
