package io.midge.disk;

/**
 * What the names of a {@link Disk} look like: parts with {@code /} between them, none of which leads anywhere else. Any thread.
 */
public final class Names {
    /** What file systems take for one part. */
    private static final int MAX_PART = 255;

    private Names() {}

    /**
     * A name, if it is that of a file or directory below the disk's own.
     *
     * @throws IllegalArgumentException it is not; what is made of hostile text is to be checked before
     */
    public static String check(String name) {
        int start = 0;
        for (int i = 0; i <= name.length(); i++) {
            if (i == name.length() || name.charAt(i) == '/') {
                checkPart(name, start, i);
                start = i + 1;
            } else if (name.charAt(i) < ' ' || name.charAt(i) == '\\' || name.charAt(i) == ':') {
                throw new IllegalArgumentException("a name with a character that has a meaning of its own: " + name);
            }
        }
        return name;
    }

    /** As {@link #check}, or empty: the disk's own directory. */
    public static String checkDirectory(String name) {
        return name.isEmpty() ? name : check(name);
    }

    /** The directory that a name is in. */
    public static String parent(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    /** A name without the directories that it is in. */
    public static String last(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private static void checkPart(String name, int start, int end) {
        int length = end - start;
        boolean dots = (length == 1 && name.charAt(start) == '.') || (length == 2 && name.startsWith("..", start));
        if (length == 0 || length > MAX_PART || dots) {
            throw new IllegalArgumentException("no name for a file below a directory: " + name);
        }
    }
}
