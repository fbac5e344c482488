package io.midge.conf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where the text of a configuration comes from: files and the environment, as much of them as one may take. */
final class Source {
    /** All files of one configuration; a thousand accounts with their JWTs are some MiB. */
    static final int MAX_BYTES = 64 << 20;

    /** Texts within texts: includes, and variables of the environment. */
    static final int MAX_TEXTS = 32;

    private static final String READABLE = "name a file that exists and that this user may read";

    private final Function<String, @Nullable String> environment;
    private final boolean files;

    /** The texts that are being read, the innermost last; the name of a file, or a variable behind a {@code $}. */
    private final List<String> open = new ArrayList<>();

    private final int max;
    private int left;

    /**
     * From these places.
     *
     * @param environment the value of a variable
     * @param files whether files may be read
     * @param max how many bytes may be read
     */
    Source(Function<String, @Nullable String> environment, boolean files, int max) {
        this.environment = environment;
        this.files = files;
        this.max = max;
        this.left = max;
    }

    /** Of files of one configuration, with what is included. */
    static Source of(Function<String, @Nullable String> environment) {
        return new Source(environment, true, MAX_BYTES);
    }

    /** How many bytes may be read. */
    int max() {
        return max;
    }

    @Nullable
    String variable(String name) {
        return environment.apply(name);
    }

    /** A file of that size is read, which must not be within itself. */
    void enter(String name, int size) throws Refusal {
        if (open.contains(name)) {
            throw new Refusal("include cycle for '" + name + "'", "  it includes itself: " + chain(name));
        }
        enter(size, name);
    }

    /** A variable of the environment of that size is read, which must not be within itself. */
    void enterVariable(String name, int size) throws Refusal {
        if (open.contains('$' + name)) {
            throw new Refusal("variable reference cycle for '" + name + "'", "  it uses itself: " + chain('$' + name));
        }
        enter(size, '$' + name);
    }

    private void enter(int size, String name) throws Refusal {
        if (open.size() == MAX_TEXTS) {
            throw new Refusal(
                    "more than " + MAX_TEXTS + " files or variables within each other", "  put some of them together");
        }
        if (size > left) {
            throw tooLarge();
        }
        left -= size;
        open.add(name);
    }

    void leave() {
        open.removeLast();
    }

    private String chain(String name) {
        StringBuilder out = new StringBuilder();
        for (int i = open.indexOf(name); i < open.size(); i++) {
            out.append(open.get(i)).append(", ");
        }
        return out.append(name).toString();
    }

    private Refusal tooLarge() {
        return new Refusal(
                "configuration is larger than " + max + " bytes",
                "  its files together, as often as they are included, must be smaller");
    }

    /** The content of a file, not more of it than may be taken. */
    byte[] read(String name) throws Refusal {
        if (!files) {
            throw new Refusal("open " + name + ": files are not read here", "  write its content in place");
        }
        boolean opened = false;
        try (InputStream in = Files.newInputStream(Path.of(name))) {
            opened = true;
            byte[] all = in.readNBytes(left + 1);
            if (all.length > left) {
                throw tooLarge();
            }
            return all;
        } catch (InvalidPathException e) {
            throw noName(name);
        } catch (IOException e) {
            throw new Refusal((opened ? "read " : "open ") + name + ": " + reason(e), "  " + READABLE);
        }
    }

    /** What a file calls another: from its own directory on, even if it begins with a slash. */
    static String beside(String file, String name) throws Refusal {
        try {
            Path directory = Path.of(file).getParent();
            String path = Path.of(directory == null ? "." : directory.toString(), name)
                    .normalize()
                    .toString();
            return path.isEmpty() ? "." : path;
        } catch (InvalidPathException e) {
            throw noName(name);
        }
    }

    private static Refusal noName(String name) {
        return new Refusal(
                "open " + name + ": invalid argument",
                "  no file can have this name here; for other letters than those of ASCII the locale must be UTF-8");
    }

    /** In Go's words, which are the system's without a capital. */
    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        if (reason == null || reason.isEmpty()) {
            return "input/output error";
        }
        return reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1);
    }
}
