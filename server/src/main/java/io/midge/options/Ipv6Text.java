package io.midge.options;

/** Whether a text is an IPv6 address, without a zone. */
final class Ipv6Text {
    private static final int FIELDS = 8;

    private Ipv6Text() {}

    static boolean isValid(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return fields(text, true) == FIELDS;
        }
        if (text.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        String left = text.substring(0, gap);
        String right = text.substring(gap + 2);
        int before = left.isEmpty() ? 0 : fields(left, false);
        int after = right.isEmpty() ? 0 : fields(right, true);
        return before >= 0 && after >= 0 && before + after < FIELDS;
    }

    /** How many fields of 16 bits there are; negative if one is none. An IPv4 address at the end counts as two. */
    private static int fields(String text, boolean ipv4) {
        String[] parts = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            if (ipv4 && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                return isIpv4(parts[i]) ? count + 2 : -1;
            }
            if (!isField(parts[i])) {
                return -1;
            }
            count++;
        }
        return count;
    }

    private static boolean isField(String text) {
        return !text.isEmpty()
                && text.length() <= 4
                && text.chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0);
    }

    private static boolean isIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean number = !part.isEmpty()
                    && part.length() <= 3
                    && part.chars().allMatch(c -> c >= '0' && c <= '9')
                    && (part.length() == 1 || part.charAt(0) != '0');
            if (!number || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }
}
