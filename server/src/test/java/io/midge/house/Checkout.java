package io.midge.house;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The files of this checkout, without what builds and package installers leave in it. */
final class Checkout {
    private static final Set<String> NOT_OURS = Set.of("target", "build", ".git", "node_modules", "__pycache__");

    private final Path root;

    Checkout(Path root) {
        this.root = root;
    }

    /** The checkout that the running test belongs to: the nearest directory above with a {@code .mvn} in it. */
    static Checkout here() {
        Path start = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve(".mvn"))) {
                return new Checkout(at);
            }
        }
        throw new IllegalStateException("no directory with .mvn above " + start);
    }

    Path root() {
        return root;
    }

    /** Relative path with forward slashes → text, of every file whose name is wanted. */
    Map<String, String> files(Predicate<String> wanted) {
        TreeMap<String, String> found = new TreeMap<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attrs) {
                    boolean skip = !dir.equals(root)
                            && NOT_OURS.contains(dir.getFileName().toString());
                    return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attrs) throws IOException {
                    String path = root.relativize(file).toString().replace('\\', '/');
                    if (attrs.isRegularFile() && wanted.test(path)) {
                        found.put(path, Files.readString(file));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** Lines of a resource beside these tests, without comments and blank lines. */
    static List<String> lines(String resource) {
        try (InputStream in = Objects.requireNonNull(Checkout.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
